namespace Timonier.Documents;

public enum PatchFault
{
    /// <summary>The patch itself is wrong: 400.</summary>
    Malformed,

    /// <summary>The patch is well made but does not fit the object: 422.</summary>
    DoesNotFit,

    /// <summary>The patch says itself that it is not for this object: 422.</summary>
    NotMeant,

    /// <summary>The patch asks for too much work: 413.</summary>
    TooLarge,
}
