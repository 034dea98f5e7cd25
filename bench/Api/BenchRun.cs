namespace Timonier.Api.Bench;

/// <summary>The measures in their order; all of them, or creates and those whose names were given.</summary>
internal static class BenchRun
{
    public const string ClientVerb = "client";
    private const string AsTable = "application/json;as=Table;v=v1;g=meta.k8s.io";
    private const int Objects = 10_000;
    private const int AtOnce = 32;

    public static async Task RunAsync(BenchClient client, string[] chosen)
    {
        // A server that tells of its requests is not the one of the other measures.
        if (chosen is [ProtectionMeasures.Name])
        {
            await ProtectionAsync(client);
            return;
        }

        // The first round pays for the just-in-time compiler and is not shown.
        await RoundAsync(new ApiMeasures(client, new ResultTable(), "first"), chosen);
        var table = new ResultTable();
        var measures = new ApiMeasures(client, table, "c");
        await RoundAsync(measures, chosen);
        if (chosen.Length == 0 || chosen.Contains("pods")) await measures.PodsInMemoryAsync(100_000, 64);
        if (chosen.Length == 0 || chosen.Contains("custom"))
        {
            var custom = new CustomMeasures(client, table);
            await custom.DefinitionsAsync(200);
            await custom.ObjectsAsync(4_000, AtOnce);
        }
        table.Print();
    }

    private static async Task ProtectionAsync(BenchClient client)
    {
        var shown = new ResultTable();
        await new ProtectionMeasures(client, shown).SetUpAsync();
        await new ProtectionMeasures(client, new ResultTable()).RunAsync(Objects, AtOnce);
        await new ProtectionMeasures(client, shown).RunAsync(2 * Objects, AtOnce);
        shown.Print();
    }

    private static async Task RoundAsync(ApiMeasures measures, string[] chosen)
    {
        bool Wanted(string name) => chosen.Length == 0 || chosen.Contains(name);
        await measures.CreatesAsync(Objects, AtOnce);
        if (Wanted("updates")) await measures.UpdatesAsync(Objects, AtOnce);
        if (Wanted("applies")) await measures.AppliesAsync(Objects, AtOnce, objects: 1_000);
        if (Wanted("gets")) await measures.GetsAsync(2 * Objects, AtOnce, Objects);
        if (Wanted("lists")) await measures.ListsAsync(20, "application/json", $"list of {Objects:N0} objects");
        if (Wanted("tables")) await measures.ListsAsync(5, AsTable, $"list of {Objects:N0} objects as a table");
        if (Wanted("protobuf")) await measures.ListsAsync(10, "application/vnd.kubernetes.protobuf", $"list of {Objects:N0} objects as protobuf");
        if (Wanted("pages")) await measures.PagesAsync(10, 500, $"list of {Objects:N0} objects in pages of 500");
        if (Wanted("watches"))
        {
            await measures.WatchesAsync(100, 2_000);
            await measures.WatchesAsync(1_000, 500);
        }
        await measures.DeletesAsync(Objects, AtOnce);
        if (Wanted("policies")) await measures.PoliciesAsync(Objects, AtOnce);
    }
}
