#!/usr/bin/env pwsh
# The mirror of build.sh for PowerShell: builds, runs, tests, measures. On Windows and macOS it installs nothing
# but says what to install. See ./build.ps1 help.
$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 3.0

$root = $PSScriptRoot
$artifacts = Join-Path $root 'artifacts'
$env:DOTNET_NOLOGO = '1'
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:DOTNET_SKIP_FIRST_TIME_EXPERIENCE = '1'
$onLinux = -not ($PSVersionTable.PSEdition -eq 'Desktop') -and $IsLinux
$onMac = -not ($PSVersionTable.PSEdition -eq 'Desktop') -and $IsMacOS

function Say([string] $text) { [Console]::Error.WriteLine($text) }
function Fail([string] $text) { Say "build.ps1: $text"; exit 1 }
function Test-Command([string] $name) { $null -ne (Get-Command $name -ErrorAction SilentlyContinue) }

function Show-Usage {
    @'
usage: ./build.ps1 COMMAND [arguments]

  run [gengpu arguments]    build Release, run gengpu; without arguments: `gengpu compare`
  test [--long] [arguments] every test; the last line is "N passed, M failed".
                            --long adds the tests of category Long; other arguments go to `dotnet test`
  bench [NAME] [arguments]  benchmarks; without NAME: lists them
  format [--check]          dotnet format over the solution; --check only verifies
  pack [arguments]          NuGet packages into artifacts/packages; arguments go to `dotnet pack`
  help                      this text
'@
}

# What to type for a missing tool on this system.
function Get-InstallLine([string] $tool) {
    if ($onLinux) {
        $packages = @{ gnuplot = 'gnuplot-nox fonts-dejavu-core'; 'g++' = 'g++'
            torch = 'python3-torch python3-numpy python3-scipy python3-sklearn libopenblas0-pthread' }
        return "sudo apt-get install -y --no-install-recommends $($packages[$tool])"
    }
    if ($onMac) {
        $lines = @{ gnuplot = 'brew install gnuplot'; 'g++' = 'xcode-select --install'
            torch = 'python3 -m pip install torch numpy scipy scikit-learn' }
        return $lines[$tool]
    }
    $lines = @{ gnuplot = 'winget install gnuplot.gnuplot'; 'g++' = 'winget install LLVM.LLVM'
        torch = 'py -m pip install torch numpy scipy scikit-learn' }
    return $lines[$tool]
}

function Assert-Tool([string] $tool, [string] $reason, [bool] $present) {
    if ($present) { return }
    Say "missing: $tool ($reason). To install it, type:"
    Say "  $(Get-InstallLine $tool)"
    if ($env:CI -eq 'true') { Fail "CI needs $tool" }
    Say "going on without $tool"
}

function Assert-Sdk {
    $where = 'install a .NET 10 SDK from https://dotnet.microsoft.com/download/dotnet/10.0'
    if (-not (Test-Command 'dotnet')) { Fail "the .NET 10 SDK is missing: $where and put dotnet on the PATH" }
    Push-Location $root
    try { $answer = & dotnet --version 2>&1 | Out-String } finally { Pop-Location }
    if ($LASTEXITCODE -ne 0) { Say $answer; Fail "no installed .NET SDK satisfies global.json: $where" }
}

function Invoke-Build([string] $project) {
    Assert-Sdk
    Say "building $(Split-Path $project -Leaf) ..."
    Push-Location $root
    try { $log = & dotnet build $project -c Release -v quiet -nologo '-clp:NoSummary' 2>&1 | ForEach-Object { "$_" } }
    finally { Pop-Location }
    if ($LASTEXITCODE -eq 0) { return }
    $errors = @($log | Where-Object { $_ -match ': error ' } | Sort-Object -Unique)
    if ($errors.Count -eq 0) { $errors = @($log) }
    $errors | ForEach-Object { Say $_ }
    Fail "$(Split-Path $project -Leaf) does not build"
}

function Get-Product([string] $folder, [string] $name) { Join-Path $root "$folder/bin/Release/net10.0/$name.dll" }

function Invoke-Run([string[]] $arguments) {
    Assert-Tool 'gnuplot' 'draws the pictures' (Test-Command 'gnuplot')
    Invoke-Build 'src/GenGpu.Cli/GenGpu.Cli.csproj'
    if ($arguments.Count -eq 0) { $arguments = @('compare') }
    & dotnet (Get-Product 'src/GenGpu.Cli' 'GenGpu.Cli') @arguments
    exit $LASTEXITCODE
}

function Invoke-Tests([string[]] $arguments) {
    $filter = 'Category!=Long'
    $userFilter = ''
    $extra = @()
    $settings = @('RunConfiguration.MaxCpuCount=0')
    for ($i = 0; $i -lt $arguments.Count; $i++) {
        $argument = $arguments[$i]
        if ($argument -eq '--long') { $filter = '' }
        elseif ($argument -eq '--filter') {
            if ($i + 1 -ge $arguments.Count) { Fail '--filter needs an expression, for example FullyQualifiedName~Philox' }
            $i++
            $userFilter = $arguments[$i]
        }
        elseif ($argument -like '--filter=*') { $userFilter = $argument.Substring('--filter='.Length) }
        elseif ($argument -eq '--') {
            if ($i + 1 -lt $arguments.Count) { $settings += $arguments[($i + 1)..($arguments.Count - 1)] }
            break
        }
        else { $extra += $argument }
    }
    if ($userFilter -ne '') { $filter = if ($filter -ne '') { "($filter)&($userFilter)" } else { "($userFilter)" } }
    if ($filter -ne '') { $extra += @('--filter', $filter) }

    Assert-Tool 'gnuplot' 'draws the pictures' (Test-Command 'gnuplot')
    Invoke-Build 'GenGpu.sln'
    $assemblies = @(Get-ChildItem (Join-Path $root 'tests') -Recurse -Filter '*.csproj' |
            ForEach-Object { Join-Path $_.DirectoryName "bin/Release/net10.0/$($_.BaseName).dll" })
    $results = Join-Path ([IO.Path]::GetTempPath()) ([IO.Path]::GetRandomFileName())
    & dotnet test @assemblies --nologo --results-directory $results --logger 'trx;LogFileName=all.trx' @extra -- @settings
    $status = $LASTEXITCODE
    $passed = 0; $failed = 0; $total = 0; $executed = 0
    $file = Join-Path $results 'all.trx'
    if (Test-Path $file) {
        $counters = ([xml](Get-Content -Raw $file)).TestRun.ResultSummary.Counters
        $passed = [int]$counters.passed; $failed = [int]$counters.failed
        $total = [int]$counters.total; $executed = [int]$counters.executed
    }
    Remove-Item -Recurse -Force $results -ErrorAction SilentlyContinue
    ''
    # A test host that died reports no failed test: the run as a whole has failed then.
    if ($status -ne 0 -and $failed -eq 0) {
        $failed = 1
        "the test run broke off with exit code $status; it is counted as one failure"
    }
    elseif ($status -eq 0 -and $executed -eq 0) {
        $status = 1
        'no test was run'
    }
    "$($total - $executed) skipped"
    "$passed passed, $failed failed"
    if ($failed -ne 0 -and $status -eq 0) { $status = 1 }
    exit $status
}

function Invoke-Bench([string[]] $arguments) {
    if ($arguments.Count -eq 0) {
        $inside = $false
        foreach ($line in Get-Content (Join-Path $root 'bench/README.md')) {
            if ($line -like '## *') { $inside = $line -eq '## Commands' } elseif ($inside) { $line }
        }
        return
    }
    $python = if (Test-Command 'python3') { 'python3' } else { 'py' }
    & $python -c 'import torch, numpy, scipy, sklearn' 2>$null
    Assert-Tool 'torch' 'PyTorch, numpy, scipy and scikit-learn are the peers' ($LASTEXITCODE -eq 0)
    Assert-Tool 'g++' 'compiles the hand-written yardstick' (Test-Command 'g++')
    Invoke-Build 'GenGpu.sln'
    $name = $arguments[0]
    $rest = @($arguments | Select-Object -Skip 1)
    $script = if ($name -eq 'train') { 'train_speed' } else { $name }
    $path = Join-Path $root "bench/$script.py"
    if (Test-Path $path) { & $python $path @rest } else { & dotnet (Get-Product 'bench/GenGpu.Bench' 'GenGpu.Bench') @arguments }
    exit $LASTEXITCODE
}

function Invoke-Format([string[]] $arguments) {
    Assert-Sdk
    $options = @()
    if ($arguments.Count -gt 0) {
        if ($arguments[0] -ne '--check') { Fail "format knows --check only, not $($arguments[0])" }
        $options = @('--verify-no-changes')
    }
    Push-Location $root
    try { & dotnet format GenGpu.sln @options } finally { Pop-Location }
    exit $LASTEXITCODE
}

function Invoke-Pack([string[]] $arguments) {
    Assert-Sdk
    $output = Join-Path $artifacts 'packages'
    foreach ($project in Get-ChildItem (Join-Path $root 'src') -Recurse -Filter '*.csproj') {
        & dotnet pack $project.FullName -c Release -v quiet -nologo -o $output '-p:IsPackable=true' @arguments
        if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE }
    }
    Say "packages in ${output}:"
    Get-ChildItem $output -Name
}

$command = if ($args.Count -gt 0) { [string]$args[0] } else { 'help' }
$rest = @($args | Select-Object -Skip 1 | ForEach-Object { [string]$_ })
switch ($command) {
    'run' { Invoke-Run $rest }
    'test' { Invoke-Tests $rest }
    'bench' { Invoke-Bench $rest }
    'format' { Invoke-Format $rest }
    'pack' { Invoke-Pack $rest }
    { $_ -in 'help', '-h', '--help' } { Show-Usage }
    default { Show-Usage; Say "build.ps1: unknown command '$command'"; exit 2 }
}
