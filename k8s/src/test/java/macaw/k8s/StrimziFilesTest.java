package macaw.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import macaw.topics.Topics;
import org.junit.jupiter.api.Test;

/** The topics and users of the component strimzi are those of proto/topics.yaml; {@code -Dmacaw.docs.write=true} writes them. */
class StrimziFilesTest {
    private static final Path COMPONENT = Kustomize.FOLDER.resolve("components/strimzi");
    private final StrimziFiles files = new StrimziFiles(Topics.of("default"));

    @Test
    void topicsAreThoseOfTheList() throws IOException {
        assertSame(COMPONENT.resolve("topics.yaml"), files.topics());
    }

    @Test
    void usersMayDoWhatTheListSays() throws IOException {
        assertSame(COMPONENT.resolve("users.yaml"), files.users());
    }

    @Test
    void theNamespaceOfTheFilesIsTheServices() {
        assertThat(Kustomize.render("base").all(ConfigMap.class).getFirst().getData())
                .containsEntry("MACAW_NAMESPACE", "default");
    }

    @Test
    void nobodyWritesWhatOnlyAnotherWrites() {
        var topics = Topics.of("default");
        files.rights()
                .forEach((user, rights) -> topics.all().forEach(topic -> {
                    boolean writes = rights.operations()
                            .getOrDefault("topic " + topics.fullName(topic), java.util.Set.of())
                            .contains("Write");
                    assertThat(writes)
                            .as("%s writes %s", user, topic.name())
                            .isEqualTo(topic.writers().stream().anyMatch(writer -> user.equals("macaw-" + writer)));
                }));
    }

    private static void assertSame(Path file, String text) throws IOException {
        if (Boolean.getBoolean("macaw.docs.write")) {
            Files.writeString(file, text);
        }
        assertThat(Files.readString(file)).as(file.toString()).isEqualTo(text);
    }
}
