package macaw.k8s;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The fields of which Kubernetes and the operators know only some values. The types that objects are read as have a plain string for them, and
 * the API server refuses what it does not know.
 */
final class Enumerations {
    private static final Set<String> RETENTION = Set.of("Retain", "Delete");
    private static final Set<String> FOR_EVER = Set.of("Always");

    /** By the field and what it stands in; for a pod's, by the kind that makes it. */
    private static final Map<String, Set<String>> KNOWN = Map.ofEntries(
            entry("Deployment.restartPolicy", FOR_EVER),
            entry("StatefulSet.restartPolicy", FOR_EVER),
            entry("Job.restartPolicy", Set.of("Never", "OnFailure")),
            entry("containers.imagePullPolicy", Set.of("Always", "IfNotPresent", "Never")),
            entry("spec.dnsPolicy", Set.of("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None")),
            entry("seccompProfile.type", Set.of("RuntimeDefault", "Localhost", "Unconfined")),
            entry("capabilities.drop", Set.of("ALL")),
            entry("securityContext.fsGroupChangePolicy", Set.of("OnRootMismatch", "Always")),
            entry("emptyDir.medium", Set.of("Memory", "")),
            entry("topologySpreadConstraints.whenUnsatisfiable", Set.of("DoNotSchedule", "ScheduleAnyway")),
            entry("topologySpreadConstraints.nodeTaintsPolicy", Set.of("Honor", "Ignore")),
            entry("topologySpreadConstraints.nodeAffinityPolicy", Set.of("Honor", "Ignore")),
            entry("matchExpressions.operator", Set.of("In", "NotIn", "Exists", "DoesNotExist")),
            entry("tolerations.operator", Set.of("Exists", "Equal")),
            entry("tolerations.effect", Set.of("NoSchedule", "PreferNoSchedule", "NoExecute")),
            entry("ports.protocol", Set.of("TCP", "UDP", "SCTP")),
            entry("spec.accessModes", Set.of("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod")),
            entry("spec.podManagementPolicy", Set.of("OrderedReady", "Parallel")),
            entry("persistentVolumeClaimRetentionPolicy.whenDeleted", RETENTION),
            entry("persistentVolumeClaimRetentionPolicy.whenScaled", RETENTION),
            entry("strategy.type", Set.of("Recreate", "RollingUpdate")),
            entry("updateStrategy.type", Set.of("OnDelete", "RollingUpdate")),
            entry("spec.unhealthyPodEvictionPolicy", Set.of("IfHealthyBudget", "AlwaysAllow")),
            entry("spec.policyTypes", Set.of("Ingress", "Egress")),
            entry("Service.type", Set.of("ClusterIP", "NodePort", "LoadBalancer", "ExternalName")),
            entry("paths.pathType", Set.of("Exact", "Prefix", "ImplementationSpecific")),
            entry("metrics.type", Set.of("ContainerResource", "External", "Object", "Pods", "Resource")),
            entry("target.type", Set.of("AverageValue", "Utilization", "Value")),
            entry("policies.type", Set.of("Percent", "Pods")),
            entry("scaleUp.selectPolicy", Set.of("Disabled", "Max", "Min")),
            entry("scaleDown.selectPolicy", Set.of("Disabled", "Max", "Min")),
            entry("KafkaNodePool.roles", Set.of("broker", "controller")),
            entry("listeners.type", Set.of("cluster-ip", "ingress", "internal", "loadbalancer", "nodeport", "route")),
            entry("resource.type", Set.of("cluster", "group", "topic", "transactionalId")),
            entry("resource.patternType", Set.of("literal", "prefix")),
            entry(
                    "acls.operations",
                    Set.of(
                            "All",
                            "Alter",
                            "AlterConfigs",
                            "ClusterAction",
                            "Create",
                            "Delete",
                            "Describe",
                            "DescribeConfigs",
                            "IdempotentWrite",
                            "Read",
                            "Write")));

    /** Fields of free text whose values happen to look like one of several. */
    private static final Set<String> FREE = Set.of("kind", "clusterIP", "value");
    /** Kinds that hold texts of others. */
    private static final Set<String> TEXTS = Set.of("ConfigMap", "PrometheusRule");

    private static final Pattern LIKE_ONE = Pattern.compile("[A-Z][A-Za-z]*");

    private final String kind;
    private final List<String> complaints = new ArrayList<>();

    private Enumerations(String kind) {
        this.kind = kind;
    }

    /** What is wrong in an object: a value that is none, or one of a field that stands in no table and looks as if it should. */
    static List<String> complaints(JsonNode object) {
        String kind = object.path("kind").asText();
        if (TEXTS.contains(kind)) {
            return List.of();
        }
        var found = new Enumerations(kind);
        found.look("", kind, object);
        return found.complaints;
    }

    private void look(String parent, String field, JsonNode node) {
        node.properties().forEach(each -> look(field, each.getKey(), each.getValue()));
        if (node.isArray()) {
            node.forEach(each -> look(parent, field, each));
        }
        if (node.isTextual()) {
            judge(parent, field, node.asText());
        }
    }

    private void judge(String parent, String field, String value) {
        Set<String> known = KNOWN.getOrDefault(kind + "." + field, KNOWN.get(parent + "." + field));
        if (known != null && !known.contains(value)) {
            complaints.add("%s.%s is none of %s: %s".formatted(parent, field, known, value));
        }
        if (known == null && !FREE.contains(field) && LIKE_ONE.matcher(value).matches()) {
            complaints.add("%s.%s: are there others than %s? Enumerations knows none".formatted(parent, field, value));
        }
    }
}
