package macaw.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The objects of one kustomization. */
final class Rendering {
    private final String name;
    private final List<JsonNode> objects;
    private @Nullable List<HasMetadata> typed;

    /** @param objects as printed */
    Rendering(String name, List<JsonNode> objects) {
        this.name = name;
        this.objects = List.copyOf(objects);
    }

    /** Which. */
    String name() {
        return name;
    }

    /** As printed. */
    List<JsonNode> objects() {
        return objects;
    }

    /**
     * What makes pods.
     *
     * @param owner the Deployment, StatefulSet or Job
     * @param template of its pods
     */
    record Workload(HasMetadata owner, PodTemplateSpec template) {
        String name() {
            return owner.getMetadata().getName();
        }

        PodSpec pod() {
            return template.getSpec();
        }

        Map<String, String> labels() {
            return template.getMetadata().getLabels();
        }

        /** Whose pods it takes for its own (a Job's are found without), and which it spreads. */
        Stream<LabelSelector> selectors() {
            Stream<LabelSelector> own = switch (owner) {
                case Deployment deployment -> Stream.of(deployment.getSpec().getSelector());
                case StatefulSet set -> Stream.of(set.getSpec().getSelector());
                default -> Stream.empty();
            };
            Stream<LabelSelector> spread =
                    pod().getTopologySpreadConstraints().stream().map(TopologySpreadConstraint::getLabelSelector);
            return Stream.concat(own, spread);
        }

        /** The one container that these pods have. */
        Container container() {
            if (pod().getContainers().size() != 1) {
                throw new IllegalStateException(name() + " has several containers");
            }
            return pod().getContainers().getFirst();
        }

        /** Which of our images it runs: labeling, generator, reward, trainer, tools; empty for others'. */
        Optional<String> image() {
            String path = container().getImage().replaceFirst(":[^:/]*$", "");
            return path.matches("(.*/)?macaw/[a-z]+")
                    ? Optional.of(path.substring(path.lastIndexOf('/') + 1))
                    : Optional.empty();
        }

        boolean isOurs() {
            return image().isPresent();
        }

        boolean isService() {
            return image().filter(SettingsCatalogue.SERVICES::contains).isPresent();
        }

        /** How many pods it says it wants; empty where an autoscaler says it. */
        Optional<Integer> replicas() {
            return Optional.ofNullable(
                    switch (owner) {
                        case Deployment deployment -> deployment.getSpec().getReplicas();
                        case StatefulSet set -> set.getSpec().getReplicas();
                        default -> null;
                    });
        }
    }

    /** All objects as types; a field that its type lacks is an error. */
    List<HasMetadata> typed() {
        if (typed == null) {
            typed = objects.stream().map(TypedObjects::read).toList();
        }
        return typed;
    }

    <T> List<T> all(Class<T> type) {
        return typed().stream().filter(type::isInstance).map(type::cast).toList();
    }

    <T extends HasMetadata> Optional<T> find(Class<T> type, String name) {
        return all(type).stream()
                .filter(each -> each.getMetadata().getName().equals(name))
                .findFirst();
    }

    List<Workload> workloads() {
        return typed().stream().flatMap(Rendering::workload).toList();
    }

    private static Stream<Workload> workload(HasMetadata object) {
        return switch (object) {
            case Deployment deployment ->
                Stream.of(new Workload(deployment, deployment.getSpec().getTemplate()));
            case StatefulSet set -> Stream.of(new Workload(set, set.getSpec().getTemplate()));
            case Job job -> Stream.of(new Workload(job, job.getSpec().getTemplate()));
            default -> Stream.empty();
        };
    }

    /** The namespace of a whole system; empty where the kustomization names none. */
    Optional<String> namespace() {
        return all(io.fabric8.kubernetes.api.model.Namespace.class).stream()
                .map(each -> each.getMetadata().getName())
                .findFirst();
    }
}
