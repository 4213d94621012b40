package macaw.generator.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import macaw.generator.policies.PolicyCatalog;
import macaw.records.VersionName;
import macaw.records.VersionRef;

/**
 * What {@code GET /v1/models} says: every name under which a policy can be asked.
 *
 * @param object "list"
 */
public record OpenAiModels(String object, List<Model> data) {
    public OpenAiModels {
        data = List.copyOf(data);
    }

    /**
     * A policy under one of its names.
     *
     * @param id what to say as {@code model}
     * @param object "model"
     * @param created 0: versions hold no time of day, so that sealing one again writes the same bytes
     * @param ownedBy its namespace
     * @param policyVersion the one version that the name means now; not OpenAI's
     */
    public record Model(
            String id,
            String object,
            long created,
            @JsonProperty("owned_by") String ownedBy,
            @JsonProperty("policy_version") String policyVersion) {}

    static OpenAiModels of(List<PolicyCatalog.Listing> listings) {
        Map<String, VersionRef> names = new LinkedHashMap<>();
        for (PolicyCatalog.Listing listing : listings) {
            VersionRef version = listing.version();
            // the last of a name is its latest
            names.put(qualified(version, ""), version);
            names.put(qualified(version, "@" + version.number()), version);
            for (String alias : listing.aliases()) {
                names.put(qualified(version, "@" + alias), version);
            }
        }
        return new OpenAiModels(
                "list",
                names.entrySet().stream()
                        .map(name -> new Model(
                                name.getKey(),
                                "model",
                                0,
                                name.getValue().namespace(),
                                name.getValue().toString()))
                        .toList());
    }

    private static String qualified(VersionRef version, String selector) {
        String namespace = version.namespace().equals(VersionName.DEFAULT_NAMESPACE) ? "" : version.namespace() + "/";
        return namespace + version.name() + selector;
    }
}
