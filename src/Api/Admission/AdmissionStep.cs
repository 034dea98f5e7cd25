using Timonier.Kernel;

namespace Timonier.Api.Admission;

/// <summary>
/// One rule about writes, under upstream's name for it. All steps may change the object first, before it is validated;
/// then each may refuse what came out, and changes nothing any more.
/// </summary>
internal abstract class AdmissionStep
{
    public abstract string Name { get; }

    public virtual ValueTask<Status?> ChangeAsync(AdmissionCall call, CancellationToken cancellation) => default;

    public virtual ValueTask<Status?> CheckAsync(AdmissionCall call, CancellationToken cancellation) => default;
}
