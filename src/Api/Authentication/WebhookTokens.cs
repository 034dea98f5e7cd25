using Microsoft.Extensions.Logging;
using Timonier.Api.Webhooks;
using Timonier.Contracts.Cluster;
using Timonier.Documents;

namespace Timonier.Api.Authentication;

/// <summary>Asks somebody else who a token is, with a TokenReview as others ask us.</summary>
/// <param name="caller">Does the calling, within its bounds.</param>
/// <param name="target">Who is asked.</param>
/// <param name="own">The audiences of this API server, which count where the answer names none.</param>
/// <param name="logger">Hears of failed calls.</param>
public sealed partial class WebhookTokens(WebhookCaller caller, WebhookTarget target, IReadOnlyList<string> own, ILogger<WebhookTokens> logger) : ITokenReviewer
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    public async ValueTask<TokenReviewResult> ReviewAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancellation)
    {
        var wanted = audiences.Count > 0 ? audiences : own;
        var question = new DraftObject
        {
            ["apiVersion"] = "authentication.k8s.io/v1",
            ["kind"] = "TokenReview",
            ["metadata"] = new DraftObject(),
            ["spec"] = new DraftObject { ["token"] = token, ["audiences"] = DraftArray.OfTexts(wanted) },
        };
        var answer = await caller.PostAsync(target, question.ToDocument().Utf8, Timeout, cancellation);
        if (answer.Body is not { } review)
        {
            LogFailed(answer.Fault);
            return TokenReviewResult.Refused(answer.Fault);
        }
        return Judge(review.Status, wanted);
    }

    private TokenReviewResult Judge(Node status, IReadOnlyList<string> wanted)
    {
        if (!status["authenticated"u8].AsBool())
            return status["error"u8].AsString() is { Length: > 0 } error ? TokenReviewResult.Refused(error) : TokenReviewResult.NotKnown;
        // One that knows nothing of audiences speaks for ours only.
        var got = Texts(status["audiences"u8]);
        var meant = (got.Count > 0 ? got : own).Intersect(wanted, StringComparer.Ordinal).ToList();
        var person = status["user"u8];
        if (meant.Count == 0 || person["username"u8].AsString() is not { Length: > 0 } name) return TokenReviewResult.NotKnown;
        var extra = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var member in person["extra"u8].Members) extra[member.Name] = Texts(member.Value);
        var groups = Texts(person["groups"u8]);
        if (!groups.Contains("system:authenticated")) groups.Add("system:authenticated");
        return new TokenReviewResult(new UserInfo(name, groups) { Uid = person["uid"u8].AsString(), Extra = extra }, meant);
    }

    private static List<string> Texts(Node list)
    {
        var texts = new List<string>();
        foreach (var item in list.Items) texts.Add(item.AsString());
        return texts;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The webhook that reviews tokens could not be asked: {Why}")]
    private partial void LogFailed(string why);
}
