namespace Sonetel.Http;

// Stand-ins until the core has these two: the merge deletes this file.
internal interface IRenewalScheduler
{
    TaskCreationOptions Completion { get; }

    void Start(Action<object?> run, object? state);
}

internal interface IJitter
{
    double Next();

    string NextId();
}
