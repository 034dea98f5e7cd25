using Timonier.Api.Admission.Requests;
using Timonier.Cel;
using Timonier.Documents;

namespace Timonier.Api.Admission.Policies;

/// <summary>A write as the expressions of a policy see it: what all see of it, its namespace, and the policy's parameters.</summary>
internal sealed class PolicyVariables(RequestVariables request, Document? @namespace, Document? parameters) : ICelActivation
{
    public bool TryFind(string name, out CelValue value)
    {
        switch (name)
        {
            case "params":
                value = parameters is null ? CelValue.Null : CelDocument.Wrap(parameters.Root, CelType.Dyn);
                return true;
            case "namespaceObject":
                value = @namespace is null ? CelValue.Null : CelDocument.Wrap(@namespace.Root, CelRequestTypes.Namespace);
                return true;
            default:
                return request.TryFind(name, out value);
        }
    }
}
