namespace RealtimeCluster.Deployment.Tests.Kubernetes;

/// <summary>One call to the Kubernetes API, as a role would have to allow it.</summary>
/// <param name="Verb">For example <c>list</c>.</param>
/// <param name="Resource">For example <c>pods</c>.</param>
/// <param name="LabelSelector">Which of them were asked for; null for one by its name.</param>
internal sealed record KubernetesCall(string Verb, string Resource, string? LabelSelector);
