using System.Diagnostics;
using System.Reflection;

namespace Sonetel.Http;

/// <summary>The source of the library's spans.</summary>
internal static class Tracing
{
    /// <summary>The name of the source, and of the meter.</summary>
    public const string Name = "Sonetel.Http";

    public const string TokenRequest = "sonetel.token.request";

    public const string TokenWait = "sonetel.token.wait";

    /// <summary>The package's version.</summary>
    public static readonly string? Version = typeof(Tracing).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];

    public static readonly ActivitySource Source = new(Name, Version);

    /// <summary>Marks a span as failed, unless the error type is null.</summary>
    public static void SetError(this Activity activity, string? errorType)
    {
        if (errorType is not null)
        {
            activity.SetTag(Tags.ErrorType, errorType);
            activity.SetStatus(ActivityStatusCode.Error);
        }
    }
}
