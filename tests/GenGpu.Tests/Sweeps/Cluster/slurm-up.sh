#!/bin/bash
# Starts a Slurm of its own on this one machine: slurm-up.sh FOLDER CONTROLLER-PORT NODE-PORT NODE-PORT MAX-ARRAY-SIZE
# Two virtual nodes, no systemd, no cgroups, no accounting. Needs root. Every daemon writes its process id into FOLDER.
set -euo pipefail
d=$1 host=$(hostname -s)
mkdir -p "$d"/{munge,state,spool,log}
# munged refuses a socket that others cannot reach.
chmod 711 "$d/munge"
mungekey --create --keyfile="$d/munge/key"
munged --key-file="$d/munge/key" --socket="$d/munge/s" --pid-file="$d/munge/pid" --log-file="$d/munge/log" --seed-file="$d/munge/seed"
cat > "$d/slurm.conf" <<CONF
ClusterName=test
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$2
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket=$d/munge/s
StateSaveLocation=$d/state
SlurmdSpoolDir=$d/spool/%n
SlurmctldPidFile=$d/slurmctld.pid
SlurmdPidFile=$d/slurmd-%n.pid
SlurmctldLogFile=$d/log/slurmctld.log
SlurmdLogFile=$d/log/slurmd-%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
SwitchType=switch/none
MailProg=/bin/true
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/backfill
SchedulerParameters=sched_interval=1,sched_min_interval=0,bf_interval=1,batch_sched_delay=0
MaxArraySize=$5
KillWait=5
CompleteWait=0
ReturnToService=0
SlurmdTimeout=30
SlurmctldTimeout=30
InactiveLimit=0
SlurmdParameters=config_overrides
NodeName=n1 NodeHostname=$host NodeAddr=127.0.0.1 Port=$3 CPUs=2 RealMemory=2000 State=UNKNOWN
NodeName=n2 NodeHostname=$host NodeAddr=127.0.0.1 Port=$4 CPUs=2 RealMemory=2000 State=UNKNOWN
PartitionName=main Nodes=n1,n2 Default=YES MaxTime=INFINITE DefaultTime=00:10:00 State=UP
CONF
export SLURM_CONF=$d/slurm.conf
# From 23 on, and only from then, a plugin must be told to leave cgroups alone.
version=$(slurmctld -V)
version=${version##* }
[ "${version%%.*}" -lt 23 ] || echo CgroupPlugin=disabled > "$d/cgroup.conf"
slurmctld
mkdir -p "$d/spool/n1" "$d/spool/n2"
slurmd -N n1
slurmd -N n2
for _ in $(seq 100); do
  [ "$(sinfo --noheader --format %D,%t 2> /dev/null)" = 2,idle ] && exit 0
  sleep 0.1
done
sinfo --list-reasons >&2
tail -n 5 "$d"/log/*.log >&2
exit 1
