using System.Reflection;
using System.Runtime.CompilerServices;

namespace Sonetel.Http.Tests;

/// <summary>What the code keeps to, whoever writes it.</summary>
public sealed class HouseRules
{
    private static readonly string Source = Path.GetFullPath(Path.Combine(Here(), "..", "..", "src", "Sonetel.Http"));

    [Test]
    public void Every_class_is_sealed_or_static() =>
        Assert.That(typeof(SonetelAuthHandler).Assembly.GetTypes().Where(type => type is { IsClass: true, IsSealed: false } && type.Namespace == "Sonetel.Http" && !IsGenerated(type)), Is.Empty);

    [TestCase("DateTime.UtcNow")]
    [TestCase("DateTime.Now")]
    [TestCase("DateTimeOffset.UtcNow")]
    [TestCase("DateTimeOffset.Now")]
    [TestCase("Stopwatch")]
    [TestCase("Thread.Sleep")]
    [TestCase("Environment.TickCount")]
    public void The_clock_is_TimeProvider_alone(string banned) =>
        Assert.That(Code(string.Empty).Where(file => file.Text.Contains(banned, StringComparison.Ordinal)).Select(file => file.File), Is.Empty);

    // Comments and documentation may name what code must not.
    private static IEnumerable<(string File, string Text)> Code(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Source, folder), "*.cs", SearchOption.AllDirectories)
            .Select(file => (file, string.Join('\n', File.ReadLines(file).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)))));

    private static bool IsGenerated(MemberInfo member) => member.IsDefined(typeof(CompilerGeneratedAttribute)) || member.Name.Contains('<', StringComparison.Ordinal);

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
