using System.Net;
using System.Runtime.CompilerServices;

namespace Sonetel.Http;

/// <summary>Waits for a response on the hot path and hands a 401 on. Written out by hand, because the compiler's version of it keeps the pending task a
/// second time: this one is no larger than that of any handler which could send the request again.</summary>
internal struct PendingSend : IAsyncStateMachine
{
    private AsyncTaskMethodBuilder<HttpResponseMessage> _builder;
    private ConfiguredTaskAwaitable<HttpResponseMessage>.ConfiguredTaskAwaiter _awaiter;
    private SonetelAuthHandler? _handler;
    private HttpRequestMessage _request;
    private Uri _address;
    private Ct _ct;

    public static Task<HttpResponseMessage> Start(SonetelAuthHandler handler, HttpRequestMessage request, Uri address, Task<HttpResponseMessage> sending, Ct ct)
    {
        var machine = new PendingSend
        {
            _builder = AsyncTaskMethodBuilder<HttpResponseMessage>.Create(),
            _awaiter = sending.ConfigureAwait(false).GetAwaiter(),
            _handler = handler,
            _request = request,
            _address = address,
            _ct = ct,
        };

        if (machine._awaiter.IsCompleted)
        {
            machine._builder.Start(ref machine);
        }
        else
        {
            // Nothing of ours runs before the response: there is no context to save around it, as Start would.
            machine._builder.AwaitUnsafeOnCompleted(ref machine._awaiter, ref machine);
        }

        return machine._builder.Task;
    }

    public void MoveNext()
    {
        try
        {
            while (_awaiter.IsCompleted)
            {
                var response = _awaiter.GetResult();

                // The handler's field is what says that the 401 was not handled yet.
                if (response.StatusCode is not HttpStatusCode.Unauthorized || _handler is not { } handler)
                {
                    _builder.SetResult(response);
                    return;
                }

                _handler = null;
                _awaiter = handler.RecoverAsync(_request, _address, response, _ct).ConfigureAwait(false).GetAwaiter();
            }

            _builder.AwaitUnsafeOnCompleted(ref _awaiter, ref this);
        }
        catch (Exception e)
        {
            _builder.SetException(e);
        }
    }

    public void SetStateMachine(IAsyncStateMachine stateMachine) => _builder.SetStateMachine(stateMachine);
}
