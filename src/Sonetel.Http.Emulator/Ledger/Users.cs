using System.Collections.Concurrent;

namespace Sonetel.Http.Emulator;

/// <summary>Who may sign in, and the number of each one's account.</summary>
internal sealed class Users(SonetelEmulatorOptions options)
{
    private readonly ConcurrentDictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private int _last = -1;

    /// <summary>The user's password; <see langword="null"/> for a user that is not known.</summary>
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
