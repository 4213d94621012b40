package macaw.k8s;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import io.strimzi.api.kafka.model.topic.KafkaTopic;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Objects as the types of fabric8, Strimzi and this folder. The types of the first two keep what they do not know; here that is an error, as it
 * would be on a cluster, where it would be dropped without a word. A quantity that is none is an error too.
 */
final class TypedObjects {
    private static final KubernetesSerialization KINDS = kinds();
    private static final Set<String> GONE = gone();
    private static final ObjectMapper STRICT = JsonMapper.builder()
            .annotationIntrospector(new JacksonAnnotationIntrospector() {
                /** "2Gib" is read as an amount of a unit that there is not, and refused by a cluster. */
                @Override
                public @Nullable Object findDeserializer(Annotated annotated) {
                    return annotated.getRawType() == Quantity.class
                            ? Quantities.class
                            : super.findDeserializer(annotated);
                }

                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                    return false;
                }

                /** Strimzi's types have the fields of its older versions too. */
                @Override
                public boolean hasIgnoreMarker(AnnotatedMember member) {
                    return super.hasIgnoreMarker(member) || GONE.contains(member.getFullName());
                }
            })
            .enable(DeserializationFeature.FAIL_ON_IGNORED_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    private TypedObjects() {}

    /** Those with a number and a unit. */
    static final class Quantities extends JsonDeserializer<Quantity> {
        @Override
        public Quantity deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return quantity(parser.getValueAsString());
        }
    }

    /** Errors: IllegalArgumentException where there is no such number or unit. */
    static Quantity quantity(String written) {
        try {
            Quantity quantity = Quantity.parse(written);
            quantity.getNumericalAmount();
            return quantity;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("no quantity: " + written, e);
        }
    }

    /** The object; an AssertionError names the field that its type does not have. */
    static HasMetadata read(JsonNode object) {
        String what =
                object.path("kind").asText() + " " + object.at("/metadata/name").asText();
        HasMetadata loose = KINDS.convertValue(object, HasMetadata.class);
        if (loose instanceof GenericKubernetesResource) {
            throw new AssertionError(
                    what + ": there is no type for " + object.path("apiVersion").asText() + " "
                            + object.path("kind").asText());
        }
        try {
            return STRICT.treeToValue(object, loose.getClass());
        } catch (JsonProcessingException e) {
            throw new AssertionError(what + ": " + e.getOriginalMessage() + " " + e.getMessage(), e);
        }
    }

    private static KubernetesSerialization kinds() {
        var kinds = new KubernetesSerialization(new ObjectMapper(), true);
        List.of(ScaledObject.class, TriggerAuthentication.class, PostgresCluster.class)
                .forEach(kinds::registerKubernetesResource);
        // the types are made for two versions and name the older one
        List.of(Kafka.class, KafkaNodePool.class, KafkaTopic.class, KafkaUser.class)
                .forEach(type -> kinds.registerKubernetesResource("kafka.strimzi.io/v1", type.getSimpleName(), type));
        return kinds;
    }

    /** The getters of Strimzi's types whose field v1 has no more; the annotation that says so is in a jar that nobody publishes. */
    private static Set<String> gone() {
        return new ClassFileImporter()
                .importPackages("io.strimzi.api.kafka.model").stream()
                        .flatMap(type -> type.getMethods().stream())
                        .filter(TypedObjects::isGone)
                        .map(method -> method.getFullName())
                        .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean isGone(JavaMethod method) {
        return method.getAnnotations().stream()
                .filter(annotation -> annotation.getRawType().getSimpleName().equals("PresentInVersions"))
                .anyMatch(annotation -> annotation
                        .get("value")
                        .filter(versions -> versions.toString().endsWith("v1beta2"))
                        .isPresent());
    }
}
