namespace Sonetel.Http.Tests.Stores;

public sealed class MemoryTokenStoreTests : TokenStoreContract
{
    protected override ITokenStore Create() => new MemoryTokenStore();
}
