namespace Timonier.Api.Tables;

/// <summary>The clause of an Accept header that was chosen.</summary>
/// <param name="Version">Of meta.k8s.io, for the forms that belong to it.</param>
internal sealed record MediaChoice(AnswerForm Form, bool Yaml = false, string Version = "v1")
{
    public static MediaChoice Json { get; } = new(AnswerForm.Whole);
}
