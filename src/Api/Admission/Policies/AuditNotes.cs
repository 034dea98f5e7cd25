using Timonier.Documents;

namespace Timonier.Api.Admission.Policies;

/// <summary>What the policies want to be remembered of one write.</summary>
internal sealed class AuditNotes
{
    /// <summary>Under this name failed validations are remembered.</summary>
    public const string FailureKey = "validation.policy.admission.k8s.io/validation_failure";
    private const int LongestValue = 10 * 1024;
    private readonly Dictionary<string, List<string>> values = new(StringComparer.Ordinal);

    /// <summary>Adds a text under the policy's name; the same text from several bindings counts once.</summary>
    public void Add(string policy, string key, string value)
    {
        if (value.Length > LongestValue) value = value[..LongestValue];
        var name = $"{policy}/{key}";
        if (!values.TryGetValue(name, out var told)) values[name] = told = [];
        if (!told.Contains(value, StringComparer.Ordinal)) told.Add(value);
    }

    public void Publish(AdmissionCall call)
    {
        foreach (var (name, told) in values) call.Annotate(name, string.Join(", ", told));
    }

    public static string Failure(ValidatingPolicy policy, PolicyBinding binding, int index, string message) => new DraftArray([new DraftObject
    {
        ["message"] = message,
        ["policy"] = policy.Name,
        ["binding"] = binding.Name,
        ["expressionIndex"] = index,
        ["validationActions"] = DraftArray.OfTexts(binding.Actions),
    }]).ToString();
}
