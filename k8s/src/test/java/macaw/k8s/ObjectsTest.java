package macaw.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.kubernetes.api.model.Namespace;
import io.strimzi.api.kafka.model.kafka.JbodStorage;
import io.strimzi.api.kafka.model.kafka.PersistentClaimStorage;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kustomization renders, and every object has the fields of its type and no others, with values that a cluster takes. */
class ObjectsTest {
    @ParameterizedTest
    @MethodSource("macaw.k8s.Kustomize#all")
    void everyObjectIsOfAKnownTypeWithoutUnknownFields(String name) {
        Rendering rendering = Kustomize.render(name);
        assertThat(rendering.typed()).hasSizeGreaterThan(10);
        assertThat(rendering.objects().stream()
                        .map(object -> object.path("apiVersion").asText() + " "
                                + object.path("kind").asText() + " "
                                + object.at("/metadata/name").asText()))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("macaw.k8s.Kustomize#all")
    void everyValueIsOneOfThoseThatItsFieldMayHave(String name) {
        for (JsonNode object : Kustomize.render(name).objects()) {
            assertThat(Enumerations.complaints(object))
                    .as(
                            "%s: %s %s",
                            name,
                            object.path("kind").asText(),
                            object.at("/metadata/name").asText())
                    .isEmpty();
        }
    }

    /** Quantities are judged where objects are read as their types; Strimzi has a plain string for a disk's. */
    @ParameterizedTest
    @MethodSource("macaw.k8s.Kustomize#all")
    void aBrokersDiskHasASize(String name) {
        for (KafkaNodePool pool : Kustomize.render(name).all(KafkaNodePool.class)) {
            assertThat(pool.getSpec().getStorage())
                    .isInstanceOfSatisfying(
                            JbodStorage.class,
                            disks -> assertThat(disks.getVolumes())
                                    .isNotEmpty()
                                    .allSatisfy(disk -> assertThat(disk)
                                            .isInstanceOfSatisfying(
                                                    PersistentClaimStorage.class,
                                                    claim -> assertThat(TypedObjects.quantity(claim.getSize())
                                                                    .getNumericalAmount())
                                                            .isPositive())));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2Gib", "2 Gi", "2gb", "two", ""})
    void whatIsNoQuantityIsRefused(String written) {
        assertThatThrownBy(() -> TypedObjects.quantity(written)).hasMessage("no quantity: " + written);
    }

    @Test
    void aValueThatAKindDoesNotHaveIsNamed() {
        var job = JsonNodeFactory.instance.objectNode().put("kind", "Job");
        job.putObject("spec").putObject("template").putObject("spec").put("restartPolicy", "Always");
        assertThat(Enumerations.complaints(job)).singleElement().asString().contains("spec.restartPolicy is none of");
        var other = JsonNodeFactory.instance.objectNode().put("kind", "Pod");
        other.putObject("spec").put("neverSeenBefore", "OnTuesdays");
        assertThat(Enumerations.complaints(other)).singleElement().asString().contains("spec.neverSeenBefore");
    }

    @ParameterizedTest
    @MethodSource("macaw.k8s.Kustomize#overlays")
    void anOverlayPutsAllIntoANamespaceThatEnforcesTheRestrictedStandard(String name) {
        Rendering rendering = Kustomize.render(name);
        String namespace = rendering.namespace().orElseThrow();
        assertThat(rendering
                        .find(Namespace.class, namespace)
                        .orElseThrow()
                        .getMetadata()
                        .getLabels())
                .containsEntry("pod-security.kubernetes.io/enforce", "restricted");
        assertThat(rendering.typed().stream()
                        .filter(object -> !(object instanceof Namespace))
                        .map(object -> object.getMetadata().getNamespace())
                        .collect(Collectors.toSet()))
                .containsExactly(namespace);
    }

    @ParameterizedTest
    @MethodSource("macaw.k8s.Kustomize#all")
    void onlyAnOverlayNamesANamespace(String name) {
        if (!name.startsWith("overlays/")) {
            assertThat(Kustomize.render(name).typed())
                    .allMatch(object -> object.getMetadata().getNamespace() == null);
        }
    }
}
