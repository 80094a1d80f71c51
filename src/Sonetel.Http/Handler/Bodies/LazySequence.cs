using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Sonetel.Http;

/// <summary>Tells values that are read while they are written as JSON, and may be empty the second time, from those that stay as they are.</summary>
internal static class LazySequence
{
    private static readonly ConcurrentDictionary<Type, bool> Types = new();

    public static bool Is([NotNullWhen(true)] object? value) => value is not (null or string or ICollection) && Types.GetOrAdd(value.GetType(), IsType);

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "An interface that was trimmed away is one that JSON cannot use either.")]
    private static bool IsType(Type type)
    {
        var interfaces = type.GetInterfaces();
        return Array.Exists(interfaces, IsAsyncSequence) || (typeof(IEnumerable).IsAssignableFrom(type) && !Array.Exists(interfaces, IsCollection));
    }

    private static bool IsAsyncSequence(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>);

    private static bool IsCollection(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() is var open && (open == typeof(ICollection<>) || open == typeof(IReadOnlyCollection<>));
}
