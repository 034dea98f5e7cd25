namespace Timonier.Api.Admission.PodSecurity;

/// <summary>What a check has against a pod, in a word and in detail.</summary>
internal sealed record PodFinding(string Reason, string Detail)
{
    public override string ToString() => $"{Reason} ({Detail})";
}
