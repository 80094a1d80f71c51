namespace Sonetel.Http.Tests.Simulation;

/// <summary>One call of one process to the store.</summary>
internal sealed class StoreCall<T>
{
    private readonly Simulator _simulator;
    private readonly TaskCompletionSource<T> _completion = new();
    private readonly Action<T?>? _answered;

    public StoreCall(Simulator simulator, SimulatedProcess process, string key, Action<T?>? answered, Ct ct)
    {
        (_simulator, Process, Key, _answered) = (simulator, process, key, answered);
        ct.UnsafeRegister(_ => Cancel(ct), null);
    }

    public SimulatedProcess Process { get; }

    public string Key { get; }

    public ValueTask<T> Task => new(_completion.Task);

    public void Answer(double seconds, T answer) => _simulator.After(seconds, Process, () =>
    {
        _answered?.Invoke(answer);
        _completion.TrySetResult(answer);
    });

    public void Fail(double seconds) => Fail(seconds, new IOException("The simulated store cannot tell."));

    /// <summary>The store is there, and what it holds is of no use to this process.</summary>
    public void FailUnreadable(double seconds) => Fail(seconds, new InvalidDataException("The simulated row cannot be decrypted."));

    private void Fail(double seconds, Exception failure) => _simulator.After(seconds, Process, () =>
    {
        _answered?.Invoke(default);
        _completion.TrySetException(failure);
    });

    private void Cancel(Ct ct)
    {
        _simulator.CheckThread();
        _completion.TrySetCanceled(ct);
    }
}
