package macaw.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import macaw.localstack.LocalStack;
import macaw.localstack.Service;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Deny by default, seen from outside: every REST route and every RPC that the running services have is called without a credential, with
 * one that nobody knows, and with each role; who may call what is written in {@code access.txt} and nowhere else.
 */
@Tag("cycle")
@ExtendWith(OneStack.class)
class AccessTest {
    private static final AccessTable TABLE = AccessTable.read();

    @ParameterizedTest
    @EnumSource(Service.class)
    void everyRouteAnswersItsRolesAndNobodyElse(Service service, LocalStack stack) {
        RestDoor door = new RestDoor(stack.address(service));
        Set<String> routes = new TreeSet<>(door.routes());
        routes.addAll(TABLE.names(service, true));
        assertThat(door.routes()).as("routes of " + service.title()).isNotEmpty();
        assertThat(verdicts(service, routes, stack, door)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Service.class)
    void everyRpcAnswersItsRolesAndNobodyElse(Service service, LocalStack stack) {
        RpcDoor door = new RpcDoor(stack.address(service));
        Set<String> rpcs = door.rpcs(stack.keys().operator());
        assertThat(rpcs).as("RPCs of " + service.title()).hasSizeGreaterThan(3);
        rpcs.addAll(TABLE.names(service, false));
        assertThat(verdicts(service, rpcs, stack, door)).isEmpty();
    }

    @Test
    void theTableNamesNothingThatIsGone(LocalStack stack) {
        for (Service service : Service.values()) {
            Set<String> there = new TreeSet<>(new RestDoor(stack.address(service)).routes());
            there.addAll(new RpcDoor(stack.address(service)).rpcs(stack.keys().operator()));
            assertThat(there).as(service.title()).containsAll(TABLE.documented(service));
        }
    }

    /** What is wrong, in words; empty when every door opens for its roles only. */
    private static List<String> verdicts(Service service, Set<String> names, LocalStack stack, Door door) {
        List<String> wrong = new ArrayList<>();
        for (String name : names) {
            Set<String> allowed = TABLE.allowed(service, name);
            if (allowed.isEmpty()) {
                wrong.add(service.title() + " " + name + " is not in access.txt: say who may call it");
                continue;
            }
            if (allowed.contains("one-time-link")) {
                expect(Entry.WHO_ARE_YOU, door.knock(name, ""), name + " without a link", wrong);
                continue;
            }
            boolean open = allowed.contains("public");
            expect(open ? Entry.OPEN : Entry.WHO_ARE_YOU, door.knock(name, ""), name + " without a key", wrong);
            expect(
                    open ? Entry.OPEN : Entry.WHO_ARE_YOU,
                    door.knock(name, "mk_unknown"),
                    name + " with an unknown key",
                    wrong);
            for (String role : List.of("labeler", "reviewer", "operator", "service")) {
                boolean may = open || allowed.contains(role);
                expect(
                        may ? Entry.OPEN : Entry.NOT_YOU,
                        door.knock(name, key(stack, role)),
                        name + " as " + role,
                        wrong);
            }
        }
        return wrong;
    }

    private static void expect(Entry expected, Entry was, String what, List<String> wrong) {
        // A public door may look at a bad key or not; it must only never be shut to nobody.
        if (expected != was && !(expected == Entry.OPEN && what.endsWith("unknown key"))) {
            wrong.add(what + ": " + was + " instead of " + expected);
        }
    }

    private static String key(LocalStack stack, String role) {
        return switch (role) {
            case "labeler" -> stack.keys().labeler();
            case "reviewer" -> stack.keys().reviewer();
            case "operator" -> stack.keys().operator();
            case "service" -> stack.keys().service();
            default -> throw new AssertionError(role);
        };
    }
}
