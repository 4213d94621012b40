package macaw.labeling.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import macaw.labeling.projects.Terms;
import macaw.labeling.tasks.Lease;
import macaw.labeling.tasks.Occupancy;
import org.jdbi.v3.core.Handle;

/** Who is at a task. All of it is read and written under the lock of the task's row. */
final class Places {
    /** Until somebody decides otherwise. */
    private static final Instant NEVER = Instant.parse("9999-01-01T00:00:00Z");

    /** The state of task t if it is a comparison that cannot be opened: without outputs it waits for them, with one it is set aside. */
    private static final String WITHOUT_OUTPUTS = """
            (select case count(o.id) when 0 then 'COLLECTING' when 1 then 'SET_ASIDE' end
             from project p
             left join output o on o.namespace = t.namespace and o.task_id = t.id
             where p.namespace = t.namespace and p.name = t.project and p.kind = 'COMPARISON'
             group by p.name)""";

    private Places() {}

    /** Takes the lock; false where there is no such task. */
    static boolean lock(Handle handle, String namespace, UUID task) {
        return handle.createQuery("select 1 from task where namespace = :namespace and id = :task for update")
                .bind("namespace", namespace)
                .bind("task", task)
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    static Occupancy read(Handle handle, String namespace, UUID task) {
        List<Lease> leases = handle.createQuery(
                        "select * from lease where namespace = :namespace and task_id = :task order by expires_at, id")
                .bind("namespace", namespace)
                .bind("task", task)
                .map((row, context) -> new Lease(
                        row.getObject("id", UUID.class),
                        task,
                        row.getObject("labeler_id", UUID.class),
                        terms(row),
                        row.getTimestamp("expires_at").toInstant(),
                        Lease.State.valueOf(row.getString("state"))))
                .list();
        return handle.createQuery("""
                        select case when t.gold then cast(:everybody as integer) else p.overlap end as overlap,
                               p.guidelines_version, p.form_version,
                               t.closed_at is not null or p.state = 'CLOSED' as closed,
                               count(s.id) filter (where s.state = 'COUNTING') as counting,
                               coalesce(array_agg(s.labeler_id) filter (where s.id is not null), '{}') as submitters,
                               coalesce(array_agg(s.labeler_id) filter (where s.state = 'SENT_BACK'), '{}') as sent_back,
                               array(select a.labeler_id from assignment a
                                     where a.namespace = t.namespace and a.task_id = t.id) as assigned
                        from task t
                        join project p on p.namespace = t.namespace and p.name = t.project
                        left join submission s on s.namespace = t.namespace and s.task_id = t.id
                                               and not s.adjudication and s.cause is distinct from 'CONFLICT'
                        where t.namespace = :namespace and t.id = :task
                        group by t.namespace, t.id, t.gold, t.closed_at, p.overlap, p.guidelines_version, p.form_version,
                                 p.state""")
                .bind("namespace", namespace)
                .bind("task", task)
                .bind("everybody", Integer.MAX_VALUE)
                .map((row, context) -> new Occupancy(
                        task,
                        row.getInt("overlap"),
                        row.getInt("counting"),
                        labelers(row, "submitters"),
                        kept(labelers(row, "sent_back"), labelers(row, "assigned"), labelers(row, "submitters")),
                        terms(row),
                        leases,
                        row.getBoolean("closed")))
                .one();
    }

    /** A place is kept for those whose work was sent back and for those who are to do the task and have not handed it in. */
    private static Set<UUID> kept(Set<UUID> sentBack, Set<UUID> assigned, Set<UUID> submitters) {
        return Stream.concat(sentBack.stream(), assigned.stream().filter(labeler -> !submitters.contains(labeler)))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Set<UUID> labelers(ResultSet row, String column) throws SQLException {
        return Set.copyOf(Arrays.asList((UUID[]) row.getArray(column).getArray()));
    }

    /** The versions of a lease, a submission or a project. */
    static Terms terms(ResultSet row) throws SQLException {
        return new Terms(row.getInt("guidelines_version"), row.getString("form_version"));
    }

    static void save(Handle handle, String namespace, Lease lease) {
        handle.createUpdate("""
                        insert into lease
                            (namespace, id, task_id, labeler_id, guidelines_version, form_version, expires_at, state)
                        values (:namespace, :id, :task, :labeler, :guidelines, :form, :expires, :state)
                        on conflict (namespace, id) do update set expires_at = :expires, state = :state""")
                .bind("namespace", namespace)
                .bind("id", lease.id())
                .bind("task", lease.task())
                .bind("labeler", lease.labeler())
                .bind("guidelines", lease.terms().guidelinesVersion())
                .bind("form", lease.terms().form())
                .bind("expires", lease.expiresAt())
                .bind("state", lease.state().name())
                .execute();
    }

    /** Closes the task at that time, or opens it where there is none. */
    static void close(Handle handle, String namespace, UUID task, Optional<Instant> at, Instant now) {
        handle.createUpdate(
                        "update task set closed_at = cast(:at as timestamptz) where namespace = :namespace and id = :task")
                .bind("namespace", namespace)
                .bind("task", task)
                .bind("at", at.orElse(null))
                .execute();
        settle(handle, namespace, task, now);
    }

    /** Brings the task's state in line with who is at it now. */
    static void settle(Handle handle, String namespace, UUID task, Instant now) {
        settle(handle, namespace, read(handle, namespace, task), now);
    }

    /** Brings the task's state in line with who is at it now, as was read or written under this lock. */
    static void settle(Handle handle, String namespace, Occupancy occupancy, Instant now) {
        UUID task = occupancy.task();
        switch (occupancy.availability(now)) {
            case Occupancy.Availability.Done() -> settle(handle, namespace, task, "DONE", Optional.empty());
            case Occupancy.Availability.Free() -> settle(handle, namespace, task, "OPEN", Optional.empty());
            case Occupancy.Availability.Kept() -> settle(handle, namespace, task, "OPEN", Optional.of(NEVER));
            case Occupancy.Availability.HeldUntil(Instant end) ->
                settle(handle, namespace, task, "OPEN", Optional.of(end));
        }
    }

    private static void settle(Handle handle, String namespace, UUID task, String state, Optional<Instant> from) {
        handle.createUpdate("""
                        update task t
                        set state = case when :state = 'OPEN' and t.state <> 'OPEN'
                                         then coalesce(""" + WITHOUT_OUTPUTS + """
                                                       , 'OPEN')
                                         else :state end,
                            available_from = coalesce(cast(:from as timestamptz), '-infinity')
                        where t.namespace = :namespace and t.id = :task""")
                .bind("namespace", namespace)
                .bind("task", task)
                .bind("state", state)
                .bind("from", from.orElse(null))
                .execute();
    }
}
