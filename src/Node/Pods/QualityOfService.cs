namespace Timonier.Node.Pods;

/// <summary>The class of a pod, from the cpu and memory of all its containers.</summary>
internal static class QualityOfService
{
    public const string Guaranteed = "Guaranteed";
    public const string Burstable = "Burstable";
    public const string BestEffort = "BestEffort";

    public static string Of(Place spec)
    {
        var any = false;
        var guaranteed = true;
        foreach (var list in (ReadOnlySpan<Place>)[spec["initContainers"u8], spec["containers"u8]])
        {
            foreach (var container in list.Items)
            {
                var resources = container["resources"u8];
                foreach (var name in (ReadOnlySpan<string>)["cpu", "memory"])
                {
                    var limit = Amounts.Milli(resources["limits"u8][name]);
                    var request = Amounts.Milli(resources["requests"u8][name]);
                    any |= limit > 0 || request > 0;
                    guaranteed &= limit > 0 && (request == 0 || request == limit);
                }
            }
        }
        return !any ? BestEffort : guaranteed ? Guaranteed : Burstable;
    }
}
