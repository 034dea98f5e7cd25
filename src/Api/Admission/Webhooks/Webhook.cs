using System.Collections.Immutable;
using System.Globalization;
using Timonier.Api.Admission.Matching;
using Timonier.Api.Webhooks;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Admission.Webhooks;

/// <summary>One registered webhook, read once for as long as its configuration stays as it is.</summary>
internal sealed record Webhook
{
    private const int StandardTimeout = 10;

    public required string Name { get; init; }

    /// <summary>The name of the object that registers it.</summary>
    public required string Configuration { get; init; }

    /// <summary>What tells it from all others: its name need not be its own.</summary>
    public required string Id { get; init; }
    public required WebhookTarget Target { get; init; }
    public required MatchCriteria Criteria { get; init; }
    public required MatchConditions Conditions { get; init; }

    /// <summary>What cannot be asked is not asked.</summary>
    public required bool FailsOpen { get; init; }
    public required bool ChangesNothingElsewhere { get; init; }
    public required bool IsAskedAgain { get; init; }
    public required TimeSpan Timeout { get; init; }

    /// <summary>The version of the review that it understands.</summary>
    public required string ReviewVersion { get; init; }

    public static ImmutableArray<Webhook> AllOf(Document configuration)
    {
        var all = ImmutableArray.CreateBuilder<Webhook>();
        foreach (var hook in configuration.Root["webhooks"u8].Items) all.Add(Of(hook, configuration.Name, string.Create(CultureInfo.InvariantCulture, $"{configuration.Name}/{hook["name"u8].AsString()}/{all.Count}")));
        return all.ToImmutable();
    }

    private static Webhook Of(Node hook, string configuration, string id)
    {
        var failsOpen = hook["failurePolicy"u8].TextEquals("Ignore"u8);
        return new Webhook
        {
            Name = hook["name"u8].AsString(),
            Configuration = configuration,
            Id = id,
            Target = WebhookTarget.Of(hook["clientConfig"u8]),
            Criteria = MatchCriteria.OfWebhook(hook),
            Conditions = MatchConditions.Of(hook["matchConditions"u8], failsOpen, hasParameters: false),
            FailsOpen = failsOpen,
            ChangesNothingElsewhere = hook["sideEffects"u8].AsString() is "None" or "NoneOnDryRun",
            IsAskedAgain = hook["reinvocationPolicy"u8].TextEquals("IfNeeded"u8),
            Timeout = TimeSpan.FromSeconds(hook["timeoutSeconds"u8].AsInt32OrNull() ?? StandardTimeout),
            ReviewVersion = VersionOf(hook["admissionReviewVersions"u8]),
        };
    }

    private static string VersionOf(Node versions)
    {
        foreach (var version in versions.Items)
            if (version.AsString() is "v1" or "v1beta1") return version.AsString();
        return "v1";
    }
}
