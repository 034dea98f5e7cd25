using Microsoft.AspNetCore.Http;
using Timonier.Api.Authorization;
using Timonier.Contracts.Cluster;
using Timonier.Kernel;

namespace Timonier.Api.Authentication;

/// <summary>Acting as somebody else (<c>kubectl --as</c>), for those who have the verb impersonate on who they ask for.</summary>
internal sealed class Impersonation(AccessCheck access)
{
    private const string UserHeader = "Impersonate-User";
    private const string GroupHeader = "Impersonate-Group";
    private const string UidHeader = "Impersonate-Uid";
    private const string ExtraPrefix = "Impersonate-Extra-";
    private const string AccountPrefix = "system:serviceaccount:";

    /// <summary>The user that the request is made as; the same one when it does not ask for another.</summary>
    public async ValueTask<(UserInfo? User, Status? Failure)> ApplyAsync(HttpRequest request, UserInfo user, CancellationToken cancellation)
    {
        var headers = request.Headers;
        // Of headers that are said twice the first counts, as upstream has it; extras that are written in two ways are one.
        var name = headers[UserHeader] is [{ } first, ..] ? first : "";
        var groups = headers[GroupHeader].OfType<string>().ToList();
        var extra = headers.Where(h => h.Key.StartsWith(ExtraPrefix, StringComparison.OrdinalIgnoreCase))
            .GroupBy(h => Uri.UnescapeDataString(h.Key[ExtraPrefix.Length..].ToLowerInvariant()), h => h.Value.OfType<string>(), StringComparer.Ordinal)
            .ToDictionary(e => e.Key, e => (IReadOnlyList<string>)[.. e.SelectMany(v => v)], StringComparer.Ordinal);
        var uid = headers[UidHeader] is [{ } one, ..] ? one : "";
        if (name.Length == 0)
        {
            return groups.Count == 0 && extra.Count == 0 && uid.Length == 0
                ? (user, null)
                : (null, Status.InternalError($"requested {string.Join(',', groups)} without impersonating a user"));
        }

        // 1 each part of the wished identity must be allowed
        var account = name.StartsWith(AccountPrefix, StringComparison.Ordinal) ? name[AccountPrefix.Length..].Split(':') : [];
        var question = new AuthorizationAttributes { User = user, Verb = "impersonate", Version = "v1" };
        var questions = new List<AuthorizationAttributes>
        {
            account is [var place, var bare]
                ? question with { Resource = "serviceaccounts", Namespace = place, Name = bare }
                : question with { Resource = "users", Name = name },
        };
        questions.AddRange(groups.Select(g => question with { Resource = "groups", Name = g }));
        questions.AddRange(extra.SelectMany(e => e.Value.Select(v => question with { Group = "authentication.k8s.io", Resource = "userextras", Subresource = e.Key, Name = v })));
        if (uid.Length > 0) questions.Add(question with { Group = "authentication.k8s.io", Resource = "uids", Name = uid });
        foreach (var asked in questions)
            if (await access.RefusalAsync(asked, cancellation) is { } refused) return (null, refused);

        // 2 what every such user belongs to
        if (groups.Count == 0 && account is [var own, _]) groups.AddRange(["system:serviceaccounts", "system:serviceaccounts:" + own]);
        var common = name == "system:anonymous" ? "system:unauthenticated" : "system:authenticated";
        if (!groups.Contains(common)) groups.Add(common);
        return (new UserInfo(name, [.. groups]) { Uid = uid, Extra = extra }, null);
    }
}
