package macaw.monitoring.alerts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The alerts as files: for Prometheus itself, and for its operator on Kubernetes. */
public final class RuleFiles {
    private static final String HEADER =
            "# Made from macaw.monitoring.alerts by RuleFilesTest; -Dmacaw.docs.write=true writes it.\n";
    private static final YAMLMapper YAML = new YAMLMapper(YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.LITERAL_BLOCK_STYLE)
            .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
            .build());

    private RuleFiles() {}

    /** What Prometheus loads. */
    public static String prometheus(List<AlertGroup> groups) {
        return HEADER
                + yaml(Map.of("groups", groups.stream().map(RuleFiles::group).toList()));
    }

    /** The same as an object of the Prometheus operator. */
    public static String operator(List<AlertGroup> groups) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("apiVersion", "monitoring.coreos.com/v1");
        object.put("kind", "PrometheusRule");
        object.put(
                "metadata",
                ordered(
                        "name",
                        "macaw",
                        "labels",
                        ordered("app.kubernetes.io/name", "macaw-rules", "app.kubernetes.io/part-of", "macaw")));
        object.put(
                "spec", Map.of("groups", groups.stream().map(RuleFiles::group).toList()));
        return HEADER + yaml(object);
    }

    private static Map<String, Object> group(AlertGroup group) {
        return ordered(
                "name",
                group.name(),
                "rules",
                group.alerts().stream().map(RuleFiles::rule).toList());
    }

    private static Map<String, Object> rule(Alert alert) {
        return ordered(
                "alert",
                alert.name(),
                "expr",
                alert.expression(),
                "for",
                alert.hold(),
                "labels",
                ordered("severity", alert.severity().name().toLowerCase(Locale.ROOT)),
                "annotations",
                ordered(
                        "summary",
                        alert.summary(),
                        "description",
                        alert.description(),
                        "runbook_url",
                        alert.runbook()));
    }

    private static Map<String, Object> ordered(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }

    private static String yaml(Map<String, Object> tree) {
        try {
            return YAML.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
