using Timonier.Api.Admission.Requests;
using Timonier.Api.Pipeline;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Admission;

/// <summary>One write as the admission steps see it: who asks for what, the object as it would be, and as it is.</summary>
internal sealed class AdmissionCall(ApiCall call, AdmissionOperation operation, DraftObject? body, Document? old)
{
    private readonly List<string> warnings = [];
    private readonly Dictionary<string, string> annotations = new(StringComparer.Ordinal);
    private readonly List<Func<CancellationToken, ValueTask>> toUndo = [];

    /// <summary>Who asks, the resource and subresource, the names, the options.</summary>
    public ApiCall Call => call;
    public AdmissionOperation Operation => operation;

    /// <summary>What <see cref="Body"/> is: the resource's kind, but of its own for scale, binding, eviction and the streams.</summary>
    public Kind BodyKind { get; init; } = call.Kind;

    /// <summary>The object as it would be, owned by this call; null when something is deleted.</summary>
    public DraftObject? Body { get; set; } = body;

    /// <summary>The valid object as it is about to be stored, for the last checks; null before, and when it is no whole object.</summary>
    public Document? Wanted { get; set; }

    /// <summary>The object as it is; null when something is created or opened.</summary>
    public Document? Old => old;

    /// <summary>The resource without its version, for example <c>deployments.apps</c>.</summary>
    public string Qualified => call.Kind.Resource.Qualified;
    public string Subresource => call.Subresource;

    /// <summary>The object's name; empty while one is to be generated.</summary>
    public string Name => call.Name.Length > 0 ? call.Name : Body?.Object("metadata").String("name") ?? "";
    public bool IsCreate => operation == AdmissionOperation.Create;
    public bool IsUpdate => operation == AdmissionOperation.Update;

    /// <summary>A later step has changed the object, so the steps that change it look once more.</summary>
    public bool LooksAgain { get; set; }

    /// <summary>This is that second look.</summary>
    public bool IsSecondLook { get; set; }

    /// <summary>Which webhooks have seen the object.</summary>
    public Reinvocations Webhooks { get; } = new();

    /// <summary>Which policies have changed the object, or would have.</summary>
    public Reinvocations Policies { get; } = new();

    /// <summary>Somebody reads what is noted.</summary>
    public bool IsAudited => call.Audit is not null;

    /// <summary>What is noted may have content of the object in it.</summary>
    public bool TellsBodies => call.Audit is { WantsRequest: true };

    public IReadOnlyList<string> Warnings => warnings;

    /// <summary>What the steps want to be remembered of this write.</summary>
    public IReadOnlyDictionary<string, string> Annotations => annotations;

    public bool Concerns(string qualified, string subresource = "") =>
        string.Equals(Qualified, qualified, StringComparison.Ordinal) && string.Equals(call.Subresource, subresource, StringComparison.Ordinal);

    public bool HasAnnotation(string name) => (Body?.Object("metadata")["annotations"] as DraftObject)?.Has(name) == true;

    /// <summary>The first word on something stands.</summary>
    public void Annotate(string key, string value)
    {
        if (annotations.TryAdd(key, value)) call.Audit?.Annotate(key, value);
    }

    public void Warn(string text)
    {
        if (!warnings.Contains(text, StringComparer.Ordinal)) warnings.Add(text);
    }

    /// <summary>What to take back when the object is not stored after all.</summary>
    public void OnRefusal(Func<CancellationToken, ValueTask> undo) => toUndo.Add(undo);

    public async ValueTask UndoAsync(CancellationToken cancellation)
    {
        foreach (var undo in toUndo) await undo(cancellation);
        toUndo.Clear();
    }

    public Status Forbidden(string why) => Status.Forbidden(call.Kind.Resource, Name, why);
}
