namespace Sonetel.Http.Sample;

/// <summary>A body that can be read only once, like the body of an incoming request.</summary>
internal sealed class OneWayStream(byte[] bytes) : MemoryStream(bytes, writable: false)
{
    public override bool CanSeek => false;
}
