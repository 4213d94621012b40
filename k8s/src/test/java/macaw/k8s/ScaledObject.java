package macaw.k8s;

import static java.util.Objects.requireNonNull;

import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBehavior;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** KEDA's ScaledObject, as far as it is used here; KEDA publishes no types for Java. Source: its CRD and the parameters of its scaler for Kafka. */
@Group("keda.sh")
@Version("v1alpha1")
final class ScaledObject extends DesiredState<ScaledObject.Spec> {
    private static final Set<String> KAFKA = Set.of(
            "bootstrapServers",
            "bootstrapServersFromEnv",
            "consumerGroup",
            "topic",
            "lagThreshold",
            "activationLagThreshold",
            "offsetResetPolicy",
            "allowIdleConsumers",
            "excludePersistentLag",
            "scaleToZeroOnInvalidOffset",
            "limitToPartitionsWithLag",
            "partitionLimitation",
            "tls",
            "sasl",
            "version");

    record Spec(
            Target scaleTargetRef,
            @Nullable Integer pollingInterval,
            @Nullable Integer cooldownPeriod,
            int minReplicaCount,
            int maxReplicaCount,
            @Nullable Fallback fallback,
            @Nullable Advanced advanced,
            List<Trigger> triggers) {
        Spec {
            requireNonNull(scaleTargetRef, "spec.scaleTargetRef");
            requireNonNull(triggers, "spec.triggers");
        }
    }

    record Target(@Nullable String apiVersion, @Nullable String kind, String name) {
        Target {
            requireNonNull(name, "spec.scaleTargetRef.name");
        }
    }

    record Fallback(int failureThreshold, int replicas) {}

    record Advanced(@Nullable Boolean restoreToOriginalReplicaCount, Autoscaler horizontalPodAutoscalerConfig) {}

    record Autoscaler(@Nullable String name, HorizontalPodAutoscalerBehavior behavior) {}

    record Trigger(
            String type,
            @Nullable String name,
            Map<String, String> metadata,
            @Nullable Reference authenticationRef) {
        Trigger {
            if (!type.equals("kafka") || !KAFKA.containsAll(metadata.keySet())) {
                throw new IllegalArgumentException("trigger " + type + " has no such parameter: " + metadata.keySet());
            }
        }
    }

    record Reference(String name, @Nullable String kind) {}
}
