package macaw.artefacts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.VersionRef;
import org.jspecify.annotations.Nullable;

/** The canonical bytes of a manifest: one JSON document, fields in a fixed order, maps sorted, a newline at the end. */
public final class ManifestJson {
    private static final int FORMAT = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    private ManifestJson() {}

    /** The bytes; their SHA-256 is the identity of what the manifest names. */
    public static byte[] write(Manifest manifest) {
        ObjectNode root = JSON.createObjectNode();
        root.put("format", FORMAT);
        root.put("folder", manifest.folder().toString());
        Provenance provenance = manifest.provenance();
        root.put("run", provenance.run());
        root.put("epoch", provenance.epoch());
        root.put("iteration", provenance.iteration());
        ArrayNode parents = root.putArray("parents");
        provenance.parents().forEach(parent -> parents.add(VersionJson.write(parent)));
        ObjectNode metrics = root.putObject("metrics");
        provenance.metrics().forEach(metrics::put);
        ArrayNode files = root.putArray("files");
        for (FileEntry file : manifest.files()) {
            files.addObject().put("name", file.name()).put("size", file.size()).put("sha256", file.sha256());
        }
        try {
            return (JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n")
                    .getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values cannot fail to be written", e);
        }
    }

    /** Errors: MANIFEST_MISMATCH for bytes that are no manifest, or the manifest of another folder. */
    public static Manifest read(StorePath folder, byte[] bytes) {
        try {
            JsonNode root = JSON.readTree(bytes);
            if (root == null || root.path("format").asInt() != FORMAT) {
                throw mismatch(folder, "is not a manifest of format " + FORMAT, null);
            }
            Manifest manifest = new Manifest(
                    StorePath.parse(root.required("folder").asText()), readProvenance(root), readFiles(root));
            if (!manifest.folder().equals(folder)) {
                throw mismatch(folder, "belongs to " + manifest.folder(), null);
            }
            return manifest;
        } catch (IOException | IllegalArgumentException e) {
            throw mismatch(folder, "cannot be read: " + e.getMessage(), e);
        }
    }

    private static Provenance readProvenance(JsonNode root) {
        List<VersionRef> parents = new ArrayList<>();
        root.required("parents").forEach(parent -> parents.add(VersionJson.read(parent)));
        SortedMap<String, Double> metrics = new TreeMap<>();
        root.required("metrics")
                .properties()
                .forEach(
                        metric -> metrics.put(metric.getKey(), metric.getValue().asDouble()));
        return new Provenance(
                root.required("run").asText(),
                root.required("epoch").asLong(),
                root.required("iteration").asLong(),
                parents,
                metrics);
    }

    private static List<FileEntry> readFiles(JsonNode root) {
        List<FileEntry> files = new ArrayList<>();
        root.required("files")
                .forEach(file -> files.add(new FileEntry(
                        file.required("name").asText(),
                        file.required("size").asLong(),
                        file.required("sha256").asText())));
        return files;
    }

    private static CodedException mismatch(StorePath folder, String what, @Nullable Throwable cause) {
        return new CodedException(ErrorCode.MANIFEST_MISMATCH, folder + "/" + Manifest.FILE + " " + what, cause);
    }
}
