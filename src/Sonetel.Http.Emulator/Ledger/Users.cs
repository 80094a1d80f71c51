using System.Collections.Concurrent;

namespace Sonetel.Http.Emulator;

/// <summary>The users who may sign in, and the ids of their accounts.</summary>
internal sealed class Users(SonetelEmulatorOptions options)
{
    private readonly ConcurrentDictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private int _last = -1;

    /// <summary>Returns the user's password, or <see langword="null"/> for an unknown user.</summary>
    public string? PasswordOf(string? username) => username switch
    {
        null => null,
        _ when username == options.Username => options.Password,
        _ => options.MoreUsers.TryGetValue(username, out var password) ? password : null,
    };

    public string UserId(string username) => $"{200001234 + NumberOf(username)}";

    public long AccountId(string username) => 503312345 + NumberOf(username);

    private int NumberOf(string username) => _numbers.GetOrAdd(username, _ => Interlocked.Increment(ref _last));
}
