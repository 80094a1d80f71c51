using System.Net;

namespace Sonetel.Http;

/// <summary>Asks the user's own function about an answer, and makes a 401 of one that hides it.</summary>
internal static class HiddenRefusal
{
    public static async ValueTask<HttpResponseMessage> UncoverAsync(
        bool async, HttpResponseMessage response, Func<HttpResponseMessage, Ct, ValueTask<bool>> isRefusal, Ct ct)
    {
        try
        {
            var asking = isRefusal(response, ct);

            if (async ? await asking.ConfigureAwait(false) : asking.AsTask().GetAwaiter().GetResult())
            {
                // The phrase is that of the status, unless the server wrote one of its own.
                (response.StatusCode, response.ReasonPhrase) = (HttpStatusCode.Unauthorized, null);
            }

            return response;
        }
        catch
        {
            // The caller never sees it: nobody else gives its connection back.
            response.Dispose();
            throw;
        }
    }
}
