namespace Sonetel.Http.Sample;

/// <summary>A body that cannot be read a second time, as one that comes from another request.</summary>
internal sealed class OneWayStream(byte[] bytes) : MemoryStream(bytes, writable: false)
{
    public override bool CanSeek => false;
}
