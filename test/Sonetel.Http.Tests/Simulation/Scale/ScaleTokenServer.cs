using System.Globalization;
using System.Net;
using System.Text;

namespace Sonetel.Http.Tests.Simulation.Scale;

/// <summary>Issues tokens for all accounts; refresh tokens rotate, and none may come twice.</summary>
internal sealed class ScaleTokenServer(ScaleFleet fleet) : HttpMessageHandler
{
    private readonly Dictionary<string, ScaleRow> _accounts = new(StringComparer.Ordinal);

    /// <summary>Requests with a refresh token that is not the current one.</summary>
    public int Reused { get; private set; }

    /// <summary>Requests that came in the first third of the last token's life.</summary>
    public int Superfluous { get; private set; }

    public void Add(ScaleRow account) => _accounts.Add(account.RefreshToken, account);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, Ct cancellationToken)
    {
        var form = await request.Content!.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        var sent = form.Split('&').Single(static pair => pair.StartsWith("refresh_token=", StringComparison.Ordinal));
        var completion = new TaskCompletionSource<HttpResponseMessage>();
        fleet.Simulator.After(Latency(), () =>
        {
            var response = Exchange(Uri.UnescapeDataString(sent["refresh_token=".Length..]));
            fleet.Simulator.After(Latency(), () => completion.SetResult(response));
        });
        return await completion.Task.ConfigureAwait(false);
    }

    private HttpResponseMessage Exchange(string refreshToken)
    {
        if (!_accounts.Remove(refreshToken, out var account))
        {
            Reused++;
            return Response(HttpStatusCode.BadRequest, """{"error":"invalid_grant"}""");
        }

        Superfluous += fleet.Simulator.Now - account.LastIssuedAt < fleet.Settings.Lifetime / 3 ? 1 : 0;
        account.LastIssuedAt = fleet.Simulator.Now;
        account.FirstIssuedAt = account.Issued == 0 ? account.LastIssuedAt : account.FirstIssuedAt;
        account.Issued++;
        account.RefreshToken = $"{refreshToken.Split('-')[0]}-{account.Issued}";
        _accounts.Add(account.RefreshToken, account);
        var lifetime = fleet.Settings.Lifetime.ToString(CultureInfo.InvariantCulture);
        var (access, refresh) = ($"at-{account.RefreshToken}", account.RefreshToken);
        return Response(
            HttpStatusCode.OK, $$"""{"access_token":"{{access}}","refresh_token":"{{refresh}}","expires_in":{{lifetime}}}""");
    }

    private double Latency() => .02 + fleet.Simulator.Random.Exponential(.05);

    private static HttpResponseMessage Response(HttpStatusCode status, string json) =>
        new(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
}
