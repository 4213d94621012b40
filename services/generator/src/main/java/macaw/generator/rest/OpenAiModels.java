package macaw.generator.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import macaw.artefacts.PublishedVersion;
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
     * @param created when the version was published, seconds since the epoch
     * @param ownedBy its namespace
     * @param policyVersion the one version that the name means now; not OpenAI's
     * @param parents versions that it was made from, none for one that was imported or trained from nothing; not OpenAI's
     */
    public record Model(
            String id,
            String object,
            long created,
            @JsonProperty("owned_by") String ownedBy,
            @JsonProperty("policy_version") String policyVersion,
            List<String> parents) {
        public Model {
            parents = List.copyOf(parents);
        }
    }

    static OpenAiModels of(List<PolicyCatalog.Listing> listings) {
        Map<String, PublishedVersion> names = new LinkedHashMap<>();
        for (PolicyCatalog.Listing listing : listings) {
            PublishedVersion version = listing.version();
            // the last of a name is its latest
            names.put(qualified(version.ref(), ""), version);
            names.put(qualified(version.ref(), "@" + version.ref().number()), version);
            for (String alias : listing.aliases()) {
                names.put(qualified(version.ref(), "@" + alias), version);
            }
        }
        return new OpenAiModels(
                "list",
                names.entrySet().stream()
                        .map(name -> model(name.getKey(), name.getValue()))
                        .toList());
    }

    private static Model model(String id, PublishedVersion version) {
        return new Model(
                id,
                "model",
                version.publishedAt().getEpochSecond(),
                version.ref().namespace(),
                version.ref().toString(),
                version.provenance().parents().stream()
                        .map(VersionRef::toString)
                        .toList());
    }

    private static String qualified(VersionRef version, String selector) {
        String namespace = version.namespace().equals(VersionName.DEFAULT_NAMESPACE) ? "" : version.namespace() + "/";
        return namespace + version.name() + selector;
    }
}
