using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.BootstrapTokens;

/// <summary>Tokens by which machines join go when their time is over.</summary>
public static class TokenCleaningPlan
{
    public static ControllerPlan Compute(Document secret, DateTimeOffset now)
    {
        if (!secret.Root["type"u8].TextEquals("bootstrap.kubernetes.io/token"u8) || BootstrapToken.EndOf(secret) is not { } end) return ControllerPlan.Nothing;
        return now >= end
            ? new ControllerPlan([new DeleteAction(CoreResources.Secrets, secret.Namespace, secret.Name, secret.Uid)])
            : new ControllerPlan([], end - now);
    }
}
