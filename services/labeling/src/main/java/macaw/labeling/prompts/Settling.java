package macaw.labeling.prompts;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.labeling.projects.Project;
import macaw.labeling.projects.TaskKind;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of prompts that come together.
 *
 * @param added those that are new, in the order sent
 * @param newGroups groups that are new, with their splits
 * @param newTexts texts that are new, with their groups
 */
public record Settling(List<Prompt> added, Map<String, Split> newGroups, Map<TextKey, String> newTexts) {
    public Settling {
        added = List.copyOf(added);
        newGroups = Collections.unmodifiableMap(new LinkedHashMap<>(newGroups));
        newTexts = Collections.unmodifiableMap(new LinkedHashMap<>(newTexts));
    }

    /** The texts whose groups {@link #of} asks for. */
    public static Set<TextKey> texts(Collection<NewPrompt> prompts) {
        return prompts.stream().map(NewPrompt::key).collect(Collectors.toSet());
    }

    /** The groups whose splits {@link #of} asks for, given those that are recorded of the texts. */
    public static Set<String> groups(Collection<NewPrompt> prompts, Map<TextKey, String> ofTexts) {
        Set<String> groups = new HashSet<>(ofTexts.values());
        prompts.forEach(
                prompt -> groups.add(prompt.group().isEmpty() ? prompt.key().group() : prompt.group()));
        return groups;
    }

    /**
     * Decides on all of them; {@link PromptsRefused} with every one that contradicts what is recorded or what came before it.
     *
     * <p>A text is in one split of its namespace, whatever its prompts' ids, projects and groups: a prompt without a group joins the group
     * of its text, and one that would take the text elsewhere is refused. Briefs are neither bound by it nor known by it: a labeler reads
     * them, and no model is taught by them.
     */
    public static Settling of(Project project, List<NewPrompt> prompts, Recorded recorded) {
        var run = new Run(project, recorded);
        for (int index = 0; index < prompts.size(); index++) {
            run.settle(index, prompts.get(index));
        }
        if (!run.conflicts.isEmpty()) {
            throw new PromptsRefused(run.conflicts);
        }
        return new Settling(run.added, run.newGroups, run.newTexts);
    }

    /** What is known after some of them. */
    private static final class Run {
        private final Project project;
        private final boolean briefs;
        private final Map<String, Split> splits;
        private final Map<TextKey, String> texts;
        private final Map<String, Prompt> all;
        private final Map<String, Split> newGroups = new LinkedHashMap<>();
        private final Map<TextKey, String> newTexts = new LinkedHashMap<>();
        private final List<Prompt> added = new ArrayList<>();
        private final List<PromptsRefused.Conflict> conflicts = new ArrayList<>();

        Run(Project project, Recorded recorded) {
            this.project = project;
            this.briefs = project.kind() == TaskKind.PROMPT;
            this.splits = new HashMap<>(recorded.splits());
            this.texts = briefs ? new HashMap<>() : new HashMap<>(recorded.texts());
            this.all = new HashMap<>(recorded.prompts());
            recorded.prompts().values().forEach(prompt -> splits.put(prompt.group(), prompt.split()));
        }

        void settle(int index, NewPrompt wanted) {
            TextKey key = wanted.key();
            @Nullable Prompt there = all.get(wanted.id());
            String group = group(wanted, key, there);
            Prompt settled;
            try {
                settled = wanted.settled(
                        project.namespace(), project.name(), group, Optional.ofNullable(splits.get(group)));
            } catch (CodedException e) {
                refuse(index, "split", String.valueOf(e.getMessage()));
                return;
            }
            if (there != null) {
                // what is there stays where it is, also where a text was let into two splits once
                if (!there.equals(settled)) {
                    refuse(index, "id", "prompt \"" + settled.id() + "\" is there with other content");
                }
                return;
            }
            @Nullable String ofText = briefs ? null : texts.get(key);
            if (ofText != null) {
                Split known = Objects.requireNonNull(splits.get(ofText));
                if (known != settled.split()) {
                    refuse(
                            index,
                            wanted.split().isPresent() ? "split" : "group",
                            "prompt \"" + settled.id() + "\" would be in split " + settled.split() + " with group \""
                                    + group + "\", but its text is known in group \"" + ofText + "\", which is in "
                                    + known + " for ever");
                    return;
                }
            }
            add(settled, key);
        }

        /** The one named, or the one where it is, or its text's. */
        private String group(NewPrompt wanted, TextKey key, @Nullable Prompt there) {
            if (!wanted.group().isEmpty()) {
                return wanted.group();
            }
            if (there != null && there.text().equals(wanted.text())) {
                return there.group();
            }
            return texts.getOrDefault(key, key.group());
        }

        private void add(Prompt settled, TextKey key) {
            all.put(settled.id(), settled);
            added.add(settled);
            if (splits.putIfAbsent(settled.group(), settled.split()) == null) {
                newGroups.put(settled.group(), settled.split());
            }
            if (!briefs && texts.putIfAbsent(key, settled.group()) == null) {
                newTexts.put(key, settled.group());
            }
        }

        private void refuse(int index, String field, String detail) {
            conflicts.add(new PromptsRefused.Conflict(index, ErrorCode.PROMPT_CONFLICT, field, detail));
        }
    }
}
