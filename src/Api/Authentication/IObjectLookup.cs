using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Authentication;

/// <summary>Reads single objects below all checks: a token holds only as long as the objects it names exist.</summary>
public interface IObjectLookup
{
    ValueTask<Document?> FindAsync(ResourceName resource, string @namespace, string name, CancellationToken cancellation);
}
