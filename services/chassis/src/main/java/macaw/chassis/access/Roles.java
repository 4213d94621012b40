package macaw.chassis.access;

import java.util.Set;

/** The four roles. Constants, because annotations want them: {@code @RolesAllowed({Roles.OPERATOR, Roles.SERVICE})}. */
public final class Roles {
    /** Writes demonstrations, rates and ranks; sees nothing but its own tasks. */
    public static final String LABELER = "labeler";
    /** Looks through what labelers recorded and sends it back. */
    public static final String REVIEWER = "reviewer";
    /** Runs the system: starts runs, adds prompts, exports, chats with policies. */
    public static final String OPERATOR = "operator";
    /** Another service of this system. */
    public static final String SERVICE = "service";

    /** All of them: "any known caller". */
    public static final Set<String> ALL = Set.of(LABELER, REVIEWER, OPERATOR, SERVICE);

    private Roles() {}
}
