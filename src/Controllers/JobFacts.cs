using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers;

/// <summary>What several controllers ask of a Job.</summary>
internal static class JobFacts
{
    /// <summary>The condition that ended it, Complete or Failed; null while it is not over.</summary>
    public static Condition? End(Document job) => Condition.ListOf(job.Status["conditions"u8]).Find(c => c.Type is "Complete" or "Failed" && c.Status == "True");
}
