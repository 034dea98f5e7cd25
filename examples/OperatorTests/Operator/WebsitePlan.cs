using Timonier.Documents;

namespace OperatorTests.Operator;

/// <summary>What one Website needs: thought out without a cluster, a clock or a network.</summary>
public sealed record WebsitePlan(DraftObject Deployment, DraftObject Status, bool IsOver, TimeSpan? LookAgainAfter)
{
    public static WebsitePlan For(Document website, Document? deployment, DateTimeOffset now)
    {
        var left = website.Spec["keepForDays"u8].AsInt32OrNull() is { } days && website.Metadata["creationTimestamp"u8].AsTime() is { } made
            ? made + TimeSpan.FromDays(days) - now
            : default(TimeSpan?);
        var pages = website.Spec["pages"u8].AsInt32();
        var ready = deployment?.Status["readyReplicas"u8].AsInt32() ?? 0;
        return new WebsitePlan(DeploymentOf(website, pages), StatusOf(pages, ready), left <= TimeSpan.Zero, left);
    }

    private static DraftObject DeploymentOf(Document website, int pages)
    {
        var labels = new DraftObject { ["website"] = website.Name };
        return new DraftObject
        {
            ["apiVersion"] = "apps/v1",
            ["kind"] = "Deployment",
            ["metadata"] = new DraftObject
            {
                ["name"] = website.Name,
                ["namespace"] = website.Namespace,
                ["ownerReferences"] = new DraftArray([new DraftObject
                {
                    ["apiVersion"] = website.ApiVersion, ["kind"] = website.Kind, ["name"] = website.Name, ["uid"] = website.Uid, ["controller"] = true,
                }]),
            },
            ["spec"] = new DraftObject
            {
                ["replicas"] = pages,
                ["selector"] = new DraftObject { ["matchLabels"] = labels.Clone() },
                ["template"] = new DraftObject
                {
                    ["metadata"] = new DraftObject { ["labels"] = labels },
                    ["spec"] = new DraftObject { ["containers"] = new DraftArray([new DraftObject { ["name"] = "site", ["image"] = website.Spec["image"u8] }]) },
                },
            },
        };
    }

    private static DraftObject StatusOf(int pages, int ready) => new()
    {
        ["status"] = new DraftObject
        {
            ["readyPages"] = ready,
            ["conditions"] = new DraftArray([new DraftObject { ["type"] = "Online", ["status"] = ready >= pages ? "True" : "False", ["reason"] = ready >= pages ? "AllPages" : "SomePages" }]),
        },
    };
}
