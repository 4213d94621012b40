package macaw.artefacts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import macaw.records.VersionRef;

/** A version's exact name as JSON, the same in every file of the store. */
public final class VersionJson {
    private VersionJson() {}

    /** {@code {"namespace","name","number","manifestSha256"}}. */
    public static ObjectNode write(VersionRef version) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("namespace", version.namespace())
                .put("name", version.name())
                .put("number", version.number())
                .put("manifestSha256", version.manifestSha256());
    }

    /** Reads what {@link #write} wrote; IllegalArgumentException when a key is missing. */
    public static VersionRef read(JsonNode node) {
        return new VersionRef(
                node.required("namespace").asText(),
                node.required("name").asText(),
                node.required("number").asLong(),
                node.required("manifestSha256").asText());
    }
}
