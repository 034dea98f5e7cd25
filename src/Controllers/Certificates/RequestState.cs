using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.Certificates;

/// <summary>How far a certificate request has come.</summary>
internal sealed record RequestState(Condition? Approved, Condition? Denied, Condition? Failed, string Certificate)
{
    public bool IsDecided => Approved is not null || Denied is not null;

    public bool AwaitsSignature => Approved is not null && Denied is null && Failed is null && Certificate.Length == 0;

    public static RequestState Of(Document request)
    {
        var conditions = Condition.ListOf(request.Status["conditions"u8]);
        return new(Find("Approved"), Find("Denied"), Find("Failed"), request.Status["certificate"u8].AsString());

        Condition? Find(string type) => conditions.Find(c => c.Type == type);
    }

    /// <summary>The request with one more condition; the server dates what is not dated.</summary>
    public static DraftObject With(Document request, Condition condition)
    {
        var body = DraftObject.Of(request);
        body.Object("status").Array("conditions").Add(condition.ToDraft());
        return body;
    }
}
