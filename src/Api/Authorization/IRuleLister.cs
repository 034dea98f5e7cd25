using Timonier.Contracts.Cluster;

namespace Timonier.Api.Authorization;

/// <summary>An authorizer that can also enumerate what someone may do: what a SelfSubjectRulesReview asks.</summary>
public interface IRuleLister
{
    ValueTask<RuleList> RulesForAsync(UserInfo user, string @namespace, CancellationToken cancellation);
}
