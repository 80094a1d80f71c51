namespace Sonetel.Http.Tests.Layers;

/// <summary>A folder of the library uses only those to its left, by types: signatures, fields, locals and bodies. What
/// the compiler inlines is out of sight: the value of a constant or of an enum's member.</summary>
public sealed class LayerTests
{
    // Endpoint and Stores stand side by side: neither uses the other.
    private static readonly string[][] Layers =
    [
        ["Primitives"],
        ["Tokens"],
        ["Diagnostics"],
        ["Options"],
        ["Endpoint", "Stores"],
        ["Manager"],
        ["Handler"],
        ["Registration"],
    ];

    [Test]
    public void No_folder_uses_one_that_does_not_stand_to_its_left()
    {
        var wrong =
            from user in SourceFolders.Types
            from used in TypeUses.Of(user)
            let folder = SourceFolders.Of(user)
            let usedFolder = SourceFolders.Of(used)
            where !MayUse(folder, usedFolder)
            select $"{folder}/{user.Name} uses {usedFolder}/{used.Name}";

        Assert.That(wrong.Order(StringComparer.Ordinal), Is.Empty);
    }

    [Test]
    public void Every_folder_has_its_place_among_the_layers() =>
        Assert.That(SourceFolders.Names, Is.EquivalentTo(Layers.SelectMany(layer => layer)));

    // A reader that misses one of them could pass for a clean library.
    [TestCase(typeof(WaysToUse.InAnInterface))]
    [TestCase(typeof(WaysToUse.InAParameter))]
    [TestCase(typeof(WaysToUse.InAReturnType))]
    [TestCase(typeof(WaysToUse.InAProperty))]
    [TestCase(typeof(WaysToUse.InAConstraint<>))]
    [TestCase(typeof(WaysToUse.InAnAttribute))]
    [TestCase(typeof(WaysToUse.InALambda))]
    [TestCase(typeof(WaysToUse.InAnAsyncBody))]
    [TestCase(typeof(WaysToUse.InACatch))]
    public void Each_way_to_use_a_type_is_seen(Type user) =>
        Assert.That(TypeUses.Of(user), Does.Contain(typeof(SonetelAuthException)));

    private static bool MayUse(string folder, string used)
    {
        if (folder == used || folder == SourceFolders.Root || used == SourceFolders.Root)
        {
            return true;
        }

        return Rank(used) < Rank(folder);
    }

    private static int Rank(string folder) => Array.FindIndex(Layers, layer => layer.Contains(folder));
}
