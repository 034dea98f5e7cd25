using Timonier.Api.Authentication;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Tests.Authentication;

/// <summary>The objects that a token may name, by resource, namespace and name.</summary>
internal sealed class KnownObjects : IObjectLookup
{
    private readonly Dictionary<(string, string, string), Document> all = [];

    public void Put(string plural, string @namespace, string name, string uid) =>
        Put(plural, @namespace, name, new DraftObject { ["metadata"] = new DraftObject { ["name"] = name, ["uid"] = uid } });

    public void Put(string plural, string @namespace, string name, DraftObject body) => all[(plural, @namespace, name)] = body.ToDocument();

    public void Remove(string plural, string @namespace, string name) => all.Remove((plural, @namespace, name));

    public ValueTask<Document?> FindAsync(ResourceName resource, string @namespace, string name, CancellationToken cancellation) =>
        new(all.GetValueOrDefault((resource.Plural, @namespace, name)));
}
