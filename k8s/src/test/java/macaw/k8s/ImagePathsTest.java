package macaw.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import macaw.k8s.Rendering.Workload;
import org.junit.jupiter.api.Test;

/** The manifests run the image as its own user and mount what they mount where it looks. Compose is held to the settings by macaw.compose. */
class ImagePathsTest {
    @Test
    void theManifestsRunTheImageAsItsOwnUserAndUseItsPaths() throws IOException {
        Rendering base = Kustomize.render("base");
        Map<String, String> image = imageVariables();
        assertThat(dockerfile()).contains("USER 10001:10001");
        for (Workload workload : base.workloads()) {
            Environment environment = Environment.of(base, workload);
            for (String path : List.of("MACAW_STATE_DIR", "MACAW_STORE", "MACAW_ACCESS_KEYS_FILE")) {
                assertThat(environment.value(path)).as(path).hasValue(image.get(path));
            }
        }
    }

    private static String dockerfile() throws IOException {
        return Files.readString(Kustomize.ROOT.resolve("Dockerfile"));
    }

    /** What ENV says, over its continued lines. */
    private static Map<String, String> imageVariables() throws IOException {
        Map<String, String> variables = new LinkedHashMap<>();
        Matcher block = Pattern.compile("(?m)^ENV ((?:.*\\\\\\n)*.*)$").matcher(dockerfile());
        while (block.find()) {
            Matcher pair = Pattern.compile("([A-Z0-9_]+)=(\\S+)").matcher(block.group(1));
            while (pair.find()) {
                variables.put(pair.group(1), pair.group(2));
            }
        }
        return variables;
    }
}
