using Refit;

namespace Sonetel.Http.IntegrationTests.WorksWith;

/// <summary>A part of Sonetel's API, as a user of Refit writes it down.</summary>
public interface IAccountApi
{
    [Get("/account/")]
    Task<HttpResponseMessage> GetAccountAsync(Ct ct);

    [Post("/make-calls/call/call-back")]
    Task<HttpResponseMessage> CallBackAsync([Body] CallBack call, Ct ct);
}
