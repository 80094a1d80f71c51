using Microsoft.Extensions.DependencyInjection;

namespace Sonetel.Http.Benchmarks.Faults.Members;

/// <summary>Where a member keeps its tokens. A build of an earlier version has another one of these, without Redis.</summary>
internal static class FaultMemberStore
{
    public static void Use(SonetelAuthBuilder account, FaultMemberSettings settings)
    {
        var key = new TokenEncryptionKey("fleet", new byte[32]);
        _ = settings.UsesRedis
            ? account.UseRedis(settings.Connection, options => options.EncryptionKeys.Add(key))
            : account.UsePostgreSql(settings.Connection, options => options.EncryptionKeys.Add(key));
    }
}
